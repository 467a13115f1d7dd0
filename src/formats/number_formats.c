/* number_formats.c: numbers as files store them, made float32.
 *
 * Values that lie side by side in the machine's order have a loop of their own, which the compiler can make
 * vectors of; all else goes one by one. */
#include "number_formats.h"

#include <math.h>
#include <string.h>

#define SWAP8(u)  (u)
#define SWAP16(u) __builtin_bswap16(u)
#define SWAP32(u) __builtin_bswap32(u)
#define SWAP64(u) __builtin_bswap64(u)

/* value is an expression of the bits u, in the machine's order. */
#define CONVERT(name, bits, value) \
	SX_CLONES static size_t name(const unsigned char *p, size_t step, size_t count, bool swap, float *restrict out) \
	{ \
		uint##bits##_t u; \
		if (step == sizeof u && !swap) { \
			_Pragma("omp simd private(u)") \
			for (size_t i = 0; i < count; i++) { \
				memcpy(&u, p + i * sizeof u, sizeof u); \
				out[i] = (value); \
			} \
			return 0; \
		} \
		for (size_t i = 0; i < count; i++, p += step) { \
			memcpy(&u, p, sizeof u); \
			if (swap) \
				u = SWAP##bits(u); \
			out[i] = (value); \
		} \
		return 0; \
	}

static inline float of_bits(uint32_t u)
{
	float v;
	memcpy(&v, &u, sizeof v);
	return v;
}

/* Half precision: 5 bits of exponent, 10 of mantissa. Moved to a float's places the exponent is 112 too low, which
 * one exact product mends, for values without an exponent too; infinite ones and NaN stay what they are. */
static inline float half(uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000) << 16, rest = (uint32_t)(h & 0x7FFF) << 13;
	uint32_t far = (h & 0x7C00) == 0x7C00 ? 0x7F800000U : 0;
	float v = of_bits(rest) * 0x1p112F;
	uint32_t bits;
	memcpy(&bits, &v, sizeof bits);
	return of_bits(sign | (far ? far | rest : bits));
}

CONVERT(convert_bool, 8, u ? 1.0F : 0.0F)
CONVERT(convert_u8, 8, (float)u)
CONVERT(convert_u16, 16, (float)u)
CONVERT(convert_u32, 32, (float)u)
CONVERT(convert_u64, 64, (float)u)
CONVERT(convert_i8, 8, (float)(int8_t)u)
CONVERT(convert_i16, 16, (float)(int16_t)u)
CONVERT(convert_i32, 32, (float)(int32_t)u)
CONVERT(convert_i64, 64, (float)(int64_t)u)
CONVERT(convert_f16, 16, half(u))
CONVERT(convert_bf16, 16, of_bits((uint32_t)u << 16))
CONVERT(convert_f32, 32, of_bits(u))

/* From half way between the largest float and the next power of two on, a double rounds to infinity. */
static size_t convert_f64(const unsigned char *p, size_t step, size_t count, bool swap, float *restrict out)
{
	size_t beyond = 0;
	for (size_t i = 0; i < count; i++, p += step) {
		uint64_t u;
		double v;
		memcpy(&u, p, sizeof u);
		if (swap)
			u = SWAP64(u);
		memcpy(&v, &u, sizeof v);
		bool far = fabs(v) >= 0x1.ffffffp127;
		beyond += far && !isinf(v);
		out[i] = far ? copysignf(INFINITY, (float)copysign(1, v)) : (float)v;
	}
	return beyond;
}

enum { Q8_VALUES = 32, Q8_BYTES = 34 };

static size_t convert_q8(const unsigned char *p, size_t step, size_t count, bool swap, float *restrict out)
{
	(void)step;
	for (size_t i = 0; i + Q8_VALUES <= count; i += Q8_VALUES, p += Q8_BYTES) {
		uint16_t h;
		memcpy(&h, p, sizeof h);
		float scale = half(swap ? SWAP16(h) : h);
		for (size_t j = 0; j < Q8_VALUES; j++)
			out[i + j] = scale * (float)(int8_t)p[2 + j];
	}
	return 0;
}

typedef size_t (*convert)(const unsigned char *, size_t, size_t, bool, float *restrict);

static const struct { const char *name; size_t size, block; convert f; } stores[SX_STORES] = {
	[SX_F32]  = { "float32", 4, 1, convert_f32 },
	[SX_F64]  = { "float64", 8, 1, convert_f64 },
	[SX_F16]  = { "float16", 2, 1, convert_f16 },
	[SX_BF16] = { "bfloat16", 2, 1, convert_bf16 },
	[SX_I8]   = { "int8", 1, 1, convert_i8 },
	[SX_I16]  = { "int16", 2, 1, convert_i16 },
	[SX_I32]  = { "int32", 4, 1, convert_i32 },
	[SX_I64]  = { "int64", 8, 1, convert_i64 },
	[SX_U8]   = { "uint8", 1, 1, convert_u8 },
	[SX_U16]  = { "uint16", 2, 1, convert_u16 },
	[SX_U32]  = { "uint32", 4, 1, convert_u32 },
	[SX_U64]  = { "uint64", 8, 1, convert_u64 },
	[SX_BOOL] = { "bool", 1, 1, convert_bool },
	[SX_Q8_0] = { "Q8_0", Q8_BYTES, Q8_VALUES, convert_q8 },
};

const char *sx_store_name(sx_store t)	{ return stores[t].name; }
sx_store sx_store_named(const char *name)
{
	int t = 0;
	while (t < SX_STORES && strcmp(stores[t].name, name) != 0)
		t++;
	return (sx_store)t;
}
size_t sx_store_size(sx_store t)	{ return stores[t].size; }
size_t sx_store_block(sx_store t)	{ return stores[t].block; }
bool sx_store_is_blocked(sx_store t)	{ return stores[t].block > 1; }

bool sx_swaps(bool big_endian)
{
	const uint16_t one = 1;
	unsigned char low;
	memcpy(&low, &one, 1);
	return big_endian == (low == 1);
}

size_t sx_convert(sx_store t, const unsigned char *p, size_t step, size_t count, bool swap, float *out)
{
	return stores[t].f(p, step, count, swap, out);
}

double sx_store_value(sx_store t, const unsigned char *p, bool swap)
{
	unsigned char b[8] = { 0 };
	size_t size = stores[t].size;
	for (size_t i = 0; i < size; i++)
		b[i] = p[swap ? size - 1 - i : i];
	union { double f8; float f4; int8_t i1; int16_t i2; int32_t i4; int64_t i8; uint16_t u2; uint32_t u4; uint64_t u8; } v;
	memcpy(&v, b, size);
	float half;
	switch (t) {
	case SX_F64:  return v.f8;
	case SX_F32:  return (double)v.f4;
	case SX_I8:   return v.i1;
	case SX_I16:  return v.i2;
	case SX_I32:  return v.i4;
	case SX_I64:  return (double)v.i8;
	case SX_U16:  return v.u2;
	case SX_U32:  return v.u4;
	case SX_U64:  return (double)v.u8;
	case SX_U8:
	case SX_BOOL: return b[0];
	default:
		sx_convert(t, p, size, 1, swap, &half);
		return (double)half;
	}
}
