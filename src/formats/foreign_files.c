/* foreign_files.c: files that are known by their first bytes and cannot be read here, with what to do about each. */
#include "load.h"

#include <string.h>
#include <strings.h>

#define MAGIC(bytes, what) { bytes, sizeof bytes - 1, what }

static const struct { const char *magic; size_t len; const char *what; } binary[] = {
	MAGIC("\037\213", "compressed by gzip; unpack it first"),
	MAGIC("BZh", "compressed by bzip2; unpack it first"),
	MAGIC("\3757zXZ", "compressed by xz; unpack it first"),
	MAGIC("\050\265\057\375", "compressed by zstd; unpack it first"),
	MAGIC("7z\274\257\047\034", "a 7z archive; unpack it first"),
	MAGIC("Rar!\032\007", "a rar archive; unpack it first"),
	MAGIC("\211HDF", "an HDF5 file; save the array as npy"),
	MAGIC("PAR1", "a Parquet file; save the array as npy"),
	MAGIC("ARROW1", "an Arrow file; save the array as npy"),
	MAGIC("\377\377\377\377", "an Arrow stream; save the array as npy"),
	MAGIC("FEA1", "a Feather file; save the array as npy"),
	MAGIC("ORC", "an ORC file; save the array as npy"),
	MAGIC("Obj\001", "an Avro file; save the array as npy"),
	MAGIC("MATLAB 5.0", "a MATLAB file; save the array as npy"),
	MAGIC("RDX2\n", "R data; save the matrix by write.csv"),
	MAGIC("RDX3\n", "R data; save the matrix by write.csv"),
	MAGIC("IxF", "an index of faiss; save its vectors by reconstruct_n as npy"),
	MAGIC("\200\002", "a Python pickle; save the array as npy"),
	MAGIC("\200\003", "a Python pickle; save the array as npy"),
	MAGIC("\200\004", "a Python pickle; save the array as npy"),
	MAGIC("\200\005", "a Python pickle; save the array as npy"),
	MAGIC("\211PNG", "a picture"),
	MAGIC("\377\330\377", "a picture"),
	MAGIC("%PDF", "a PDF document"),
	MAGIC("\377\376", "text in UTF-16; save it as UTF-8"),
	MAGIC("\376\377", "text in UTF-16; save it as UTF-8"),
};

/* Texts that a reader of tables would take for one: by their first words, blanks before them left out, in either case. */
static const struct { const char *magic; size_t len; const char *what; } text[] = {
	MAGIC("version https://git-lfs.github.com/", "a Git LFS pointer, not the file itself; run git lfs pull"),
	MAGIC("<!doctype html", "a web page: the download went wrong, or needs a login"),
	MAGIC("<html", "a web page: the download went wrong, or needs a login"),
	MAGIC("<?xml", "XML; save the vectors as CSV or npy"),
	MAGIC("<svg", "a picture"),
	MAGIC("%!ps", "a PostScript document"),
	MAGIC("{\\rtf", "a document of a word processor; save it as plain text"),
	MAGIC("#!/", "a program"),
	MAGIC("cnumpy\n", "a Python pickle; save the array as npy"),
	MAGIC("ccopy_reg\n", "a Python pickle; save the array as npy"),
	MAGIC("(dp0\n", "a Python pickle; save the array as npy"),
	MAGIC("(lp0\n", "a Python pickle; save the array as npy"),
};

static const char *blanks_end(const sx_file *f)
{
	const char *p = (const char *)f->bytes, *end = p + f->size;
	p += f->size >= 3 && memcmp(p, "\357\273\277", 3) == 0 ? 3 : 0;
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

const char *sx_load_foreign(const sx_file *f)
{
	const char *p = blanks_end(f);
	size_t left = f->size - (size_t)(p - (const char *)f->bytes);
	for (size_t i = 0; i < SX_COUNT(binary); i++)
		if (f->size >= binary[i].len && memcmp(f->bytes, binary[i].magic, binary[i].len) == 0)
			return binary[i].what;
	for (size_t i = 0; i < SX_COUNT(text); i++)
		if (left >= text[i].len && strncasecmp(p, text[i].magic, text[i].len) == 0)
			return text[i].what;
	return f->size > 262 && memcmp(f->bytes + 257, "ustar", 5) == 0 ? "a tar archive; unpack it first" : NULL;
}
