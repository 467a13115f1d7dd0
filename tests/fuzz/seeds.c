/* seeds.c: the seeds that only a library can write: seeds FOLDER makes hdf5/ and sqlite/ in it. */
#include "databases.h"

static inline const char *seed(const char *root, const char *format, const char *name)
{
	static char path[800];
	snprintf(path, sizeof path, "%s/%s", root, format);
	mkdir(path, 0777);
	snprintf(path, sizeof path, "%s/%s/%s", root, format, name);
	return path;
}

int main(int argc, char **argv)
{
	const char *root = argc == 2 ? argv[1] : NULL;
	if (root == NULL)
		return 2;
#ifdef SX_HAVE_SQLITE3
	make_db(seed(root, "sqlite", "plain.db"), "PRAGMA page_size = 512; CREATE TABLE w(id INTEGER PRIMARY KEY, word TEXT, "
	        "vec BLOB); INSERT INTO w(word, vec) VALUES('the', x'0000803f00000040'), ('of', x'0000404000008040');");
	make_vec0(seed(root, "sqlite", "vec0.db"), declared, "PRAGMA page_size = 512; VACUUM;");
#endif
#ifdef SX_HAVE_HDF5
	make_h5ad(seed(root, "hdf5", "dense.h5ad"));
	make_sparse(seed(root, "hdf5", "sparse.h5ad"), &by_rows, &by_columns);
#endif
	return 0;
}
