# ripser and cocycle find the same loops in real rows. Skipped where ripser is missing.
set -u
. tests/need.sh
need ripser ripser
need_python csv,json python3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for rows in 60 200 400; do
	./sextant --no-config --csv -c "sample $rows --as s; save s $scratch/s.csv" samples/glove-5k.npy >/dev/null || exit 1
	./sextant --no-config --json -c "cocycle --landmarks 400" "$scratch/s.csv" >"$scratch/ours" || exit 1
	$python - "$scratch" <<'P' || exit 1
import csv, json, math, subprocess, sys
folder = sys.argv[1]
head, *table = csv.reader(open(folder + "/s.csv"))
rows = [[float(row[c]) for c in range(len(head)) if head[c].startswith("d")] for row in table]
with open(folder + "/lower", "w") as out:
    for i in range(1, len(rows)):
        out.write(",".join("%.9g" % math.dist(rows[i], rows[j]) for j in range(i)) + "\n")
text = subprocess.run(["ripser", "--dim", "1", "--format", "lower-distance", folder + "/lower"],
                      capture_output=True, text=True, check=True).stdout
theirs = [[float(v) for v in line.strip()[1:-1].split(",")] for line in text.split("dim 1")[1].splitlines()
          if line.strip().startswith("[")]
result = json.loads(open(folder + "/ours").read().splitlines()[-1])
ours = [row[1:3] for row in result["tables"]["bars"]["rows"]]
assert len(theirs) == result["scalars"]["loops"], (len(theirs), result["scalars"]["loops"])
theirs.sort(key=lambda bar: bar[0] - bar[1])
# Sorted by length, so that equal births and deaths pair up; ripser computes in single precision.
for mine, other in zip(sorted(ours), sorted(theirs[:len(ours)])):
    assert abs(mine[0] - other[0]) < 1e-5 * other[1] and abs(mine[1] - other[1]) < 1e-5 * other[1], (mine, other)
print(f"{len(rows)} points: {len(theirs)} loops alike")
P
done
