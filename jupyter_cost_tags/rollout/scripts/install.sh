#!/bin/bash
# jupyter-cost-tags @VERSION@ for @TARGET@, written by `jupyter cost-tags lifecycle-config`.
# It always ends with exit code 0 and within @LIMIT@ seconds: whatever fails, JupyterLab starts.
# It reads no user's input. What it did is in the lifecycle log in CloudWatch, and in $LOG.
trap 'exit 0' EXIT HUP INT TERM

PREFIX=@PREFIX@
VERSION=@VERSION_Q@
SOURCE=@SOURCE@
POLICY=@POLICY@
LIMIT=@LIMIT@
TARGET=@TARGET_Q@
RUN_AS=@RUN_AS@
LOG=@LOG@

PYTHON="$PREFIX/bin/python"
export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_DEFAULT_TIMEOUT=10 PIP_RETRIES=1
export PYTHONDONTWRITEBYTECODE=1 AWS_MAX_ATTEMPTS=2 AWS_METADATA_SERVICE_TIMEOUT=2

say() {
  printf 'jupyter-cost-tags: %s\n' "$*"
  { printf '%s %s\n' "$(date -u +%FT%TZ 2>/dev/null)" "$*" >>"$LOG"; } 2>/dev/null
  return 0
}

# As the user whose Jupyter it is; on a notebook instance this script runs as root.
as_user() {
  if [ -n "$RUN_AS" ] && [ "$(id -u 2>/dev/null)" = 0 ]; then
    sudo -n -u "$RUN_AS" -H -- "$@"
  else
    "$@"
  fi
}

as_root() {
  if [ "$(id -u 2>/dev/null)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Print one fact of Jupyter's environment; nothing where it can't be told.
ask() {
  as_user "$PYTHON" -c "$1" 2>/dev/null </dev/null
}

installed_version() {
  ask 'from importlib.metadata import version; print(version("jupyter-cost-tags"))'
}

missing_packages() {
  ask 'import importlib.util as u
names = "boto3 jupyter_server pydantic yaml rich tornado traitlets typer".split()
print(" ".join(n for n in names if u.find_spec(n) is None))'
}

fetch() {
  case "$SOURCE" in
    s3://*)
      folder="$(mktemp -d 2>/dev/null)" || { say "no room for the wheel"; return 1; }
      wheel="$folder/$(basename "$SOURCE")"
      if ! aws s3 cp --only-show-errors "$SOURCE" "$wheel" </dev/null; then
        say "could not read $SOURCE: check s3:GetObject and the S3 endpoint of the VPC"
        return 1
      fi
      chmod -R a+rX "$folder" 2>/dev/null
      WANTED="$wheel"
      INDEX="--no-index"
      ;;
    *)
      WANTED="jupyter-cost-tags==$VERSION"
      INDEX=""
      ;;
  esac
}

install() {
  if [ "$(installed_version)" = "$VERSION" ]; then
    say "$VERSION is installed already"
    return 0
  fi
  fetch || return 1
  lacking="$(missing_packages)" || lacking="unknown"
  # Whatever the image has stays as it is: another boto3 breaks AWS's own extensions.
  set -- install --quiet
  if [ -z "$lacking" ]; then set -- "$@" --no-deps; else say "the image lacks: $lacking"; fi
  if [ -n "$INDEX" ]; then set -- "$@" "$INDEX"; fi
  if as_user "$PYTHON" -m pip "$@" "$WANTED" </dev/null; then
    say "installed $VERSION into $PREFIX"
    FRESH=1
    return 0
  fi
  say "pip could not install it; JupyterLab starts without the panel"
  return 1
}

# Root owns the policy: a user can tighten it, and not loosen it by accident.
put_policy() {
  [ -n "$POLICY" ] || return 0
  new="$(mktemp 2>/dev/null)" || { say "no room for the policy"; return 1; }
  if printf '%s' "$POLICY" | base64 -d 2>/dev/null | gzip -dc >"$new" 2>/dev/null && [ -s "$new" ] &&
    as_root mkdir -p @ETC@ && as_root cp "$new" @ETC@/.cost-tags.new &&
    as_root chmod 0644 @ETC@/.cost-tags.new &&
    as_root mv -f @ETC@/.cost-tags.new @ETC@/cost-tags.yaml; then
    say "the policy is in @ETC@/cost-tags.yaml"
  else
    say "the policy could not be written to @ETC@: the guard and the panel have none"
  fi
  rm -f "$new" 2>/dev/null
}

guard_others() {
  if as_user "$PYTHON" -m jupyter_cost_tags.cli guard install --user </dev/null >/dev/null 2>&1; then
    say "kernels of other environments of this home load the guard as well"
  else
    say "not guarded: kernels of other environments than $PREFIX"
  fi
}

# Only where a server runs already without it: most often it starts after this script.
restart() {
  [ -n "$FRESH" ] || return 0
  if [ "$TARGET" = notebook-instance ]; then
    as_root systemctl restart jupyter-server </dev/null >/dev/null 2>&1 && say "restarted Jupyter"
  elif command -v restart-jupyter-server >/dev/null && pgrep -f jupyter-lab >/dev/null; then
    (restart-jupyter-server </dev/null >/dev/null 2>&1 &) && say "restarting Jupyter"
  fi
  return 0
}

main() {
  if [ -n "$SAGEMAKER_RECOVERY_MODE" ]; then say "recovery mode: nothing is done"; return 0; fi
  if [ ! -x "$PYTHON" ]; then say "there is no $PYTHON: nothing is done"; return 0; fi
  lab="$(ask 'import jupyterlab; print(jupyterlab.__version__)')"
  case "$lab" in
    [4-9].* | [1-9][0-9].*) say "JupyterLab $lab" ;;
    "") say "no JupyterLab in $PREFIX: nothing is done"; return 0 ;;
    *)
      say "JupyterLab $lab is too old for the panel (4.2 and newer). The guard, scan and fix still" \
        "work in a kernel with Python 3.10: pip install jupyter-cost-tags there"
      return 0
      ;;
  esac
  put_policy
  if install; then
    guard_others
    restart
  fi
  return 0
}

FRESH=""
set -m
main &
worker=$!
# A process of its own ends what hangs; with its whole group, pip's children among them.
(
  waited=0
  while [ "$waited" -lt "$LIMIT" ]; do
    sleep 1 || exit 0
    waited=$((waited + 1))
  done
  say "stopped after $LIMIT seconds: JupyterLab starts without it"
  kill -TERM -- "-$worker"
  sleep 1
  kill -KILL -- "-$worker"
) 2>/dev/null &
watchdog=$!
set +m
wait "$worker" 2>/dev/null
kill -KILL -- "-$watchdog" 2>/dev/null
exit 0
