#!/bin/sh
# Puts a hook in place by which git refuses a commit that lint complains about: make hook. It leaves another hook alone.
set -eu
cd "$(dirname "$0")/../.."
hook=$(git rev-parse --git-path hooks)/pre-commit
if [ -e "$hook" ] && ! grep -q scripts/dev/lint.sh "$hook"; then
	echo "hook: $hook is there already; let it call scripts/dev/lint.sh" >&2
	exit 1
fi
mkdir -p "$(dirname "$hook")"
printf '#!/bin/sh\nexec scripts/dev/lint.sh\n' >"$hook"
chmod +x "$hook"
echo "hook: $hook runs scripts/dev/lint.sh"
