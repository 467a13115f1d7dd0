/* skip.h: how a case of a unit test is left out. What includes it includes cmocka.h too. */
#ifndef SX_TEST_SKIP_H
#define SX_TEST_SKIP_H

/* Leaves the rest of a case out. tests/run.sh prints the reason; with CI=true it fails unless the reason begins "this machine". */
#define skip_because(reason) \
	do { \
		print_message("[  REASON  ] %s\n", (reason)); \
		skip(); \
	} while (0)

#endif
