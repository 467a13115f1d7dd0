/* utf8.c: decodes and encodes UTF-8, one character at a time. */
#include "utf8.h"

uint32_t sx_utf8_next(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int len = *p < 0x80 ? 1 : (*p & 0xE0) == 0xC0 ? 2 : (*p & 0xF0) == 0xE0 ? 3 : (*p & 0xF8) == 0xF0 ? 4 : 0;
	uint32_t ch = len <= 1 ? *p : *p & (0xFFu >> (len + 1));
	for (int i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			len = 0;
			break;
		}
		ch = ch << 6 | (p[i] & 0x3Fu);
	}
	if (len == 0 || ch < least[len] || ch > 0x10FFFF || (ch >= 0xD800 && ch < 0xE000)) {
		*s += 1;
		return 0xFFFD;
	}
	*s += len;
	return ch;
}

int sx_utf8_put(char out[5], uint32_t ch)
{
	int len = ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
	static const unsigned char head[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (int i = len - 1; i > 0; i--, ch >>= 6)
		out[i] = (char)(0x80 | (ch & 0x3F));
	out[0] = (char)(head[len] | ch);
	out[len] = '\0';
	return len;
}
