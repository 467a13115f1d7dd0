/* doctor_checks.c: what doctor reports of the terminal, the character set, the limits of the job and the file system. */
#include "doctor_checks.h"
#include "engine/environment.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char *environment(const char *name)
{
	const char *v = getenv(name);
	return v && *v ? v : "not set";
}

static void terminal(sx_finding *list, size_t *n)
{
	struct winsize w = { 0 };
	const char *inside = getenv("TMUX") ? ", inside tmux" : getenv("STY") ? ", inside screen" : "";
	bool is = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0;
	if (is)
		sx_found(list, n, "terminal", w.ws_col >= 80 && w.ws_row >= 24, "%u columns, %u lines%s%s", w.ws_col, w.ws_row, inside,
		         w.ws_col < 80 || w.ws_row < 24 ? "; the workbench needs 80 x 24" : "");
	else
		sx_found(list, n, "terminal", true, "standard output is not a terminal");
	sx_found(list, n, "TERM", true, "%.60s, COLORTERM %.40s", environment("TERM"), environment("COLORTERM"));
	sx_found(list, n, "characters", true, "%s%s", nl_langinfo(CODESET), sx_locale_is_utf8() ? "" : ": the workbench draws "
		"in ASCII");
	if (sx_locale_is_utf8())	/* each glyph set once: what looks wrong here looks wrong in plots */
		sx_found(list, n, "glyphs", true, "sextant \360\237\254\236\360\237\254\255\360\237\254\263  braille \342\240\277\342\241\207"
		         "\342\242\270  half \342\226\200\342\226\204  quadrant \342\226\233\342\226\236  ascii .:#");
}

/* The first line of a file of a control group, or of /proc. */
static bool first_line(const char *path, char *out, size_t room)
{
	FILE *f = fopen(path, "r");
	bool ok = f && fgets(out, (int)room, f);
	if (f)
		fclose(f);
	if (ok)
		out[strcspn(out, "\n")] = '\0';
	return ok;
}

static void limits(sx_finding *list, size_t *n)
{
	char cpu[64], memory[64];
	sx_found(list, n, "processors", true, "%ld online", sysconf(_SC_NPROCESSORS_ONLN));
	if (first_line("/sys/fs/cgroup/cpu.max", cpu, sizeof cpu) && first_line("/sys/fs/cgroup/memory.max", memory, sizeof memory))
		sx_found(list, n, "control group", true, "cpu.max %s, memory.max %s", cpu, memory);
	if (getenv("SLURM_JOB_ID"))
		sx_found(list, n, "SLURM", true, "job %.30s, cpus per task %.20s, memory per node %.20s", environment("SLURM_JOB_ID"),
		         environment("SLURM_CPUS_PER_TASK"), environment("SLURM_MEM_PER_NODE"));
}

/* Numbers of statfs(2). */
static void file_system(sx_finding *list, size_t *n)
{
	static const struct { unsigned long magic; const char *name; } kind[] = {
		{ 0xEF53, "ext4" }, { 0x58465342, "XFS" }, { 0x9123683E, "Btrfs" }, { 0x01021994, "tmpfs" }, { 0x794c7630, "overlay" },
		{ 0x6969, "NFS" }, { 0x0BD00BD0, "Lustre" }, { 0x47504653, "GPFS" }, { 0x19830326, "BeeGFS" }, { 0xFF534D42, "CIFS" },
		{ 0xFE534D42, "SMB" }, { 0x00C36400, "Ceph" }, { 0x65735546, "FUSE" }, { 0x2FC12FC1, "ZFS" },
	};
	struct statfs fs;
	if (statfs(".", &fs) != 0)
		return;
	const char *name = "of another kind";
	for (size_t i = 0; i < SX_COUNT(kind); i++)
		if (kind[i].magic == ((unsigned long)fs.f_type & 0xffffffff))
			name = kind[i].name;
	sx_found(list, n, "this folder", true, "%s", name);
}

void sx_front_doctor(sx_finding *list, size_t *n)
{
	terminal(list, n);
	limits(list, n);
	file_system(list, n);
}
