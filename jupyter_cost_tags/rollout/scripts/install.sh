#!/bin/bash
# jupyter-cost-tags @VERSION@ for @TARGET@, written by `jupyter cost-tags lifecycle-config`.
# It always ends with exit code 0 and within @LIMIT@ seconds: whatever fails, JupyterLab starts.
# It reads no user's input. What it did is in the lifecycle log in CloudWatch, and in $LOG.
trap 'exit 0' EXIT HUP INT TERM

PREFIX=@PREFIX@
VERSION=@VERSION_Q@
SOURCE=@SOURCE@
POLICY=@POLICY@
SETTINGS=@SETTINGS@
LIMIT=@LIMIT@
TARGET=@TARGET_Q@
RUN_AS=@RUN_AS@
LOG=@LOG@

PYTHON="$PREFIX/bin/python"
export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_DEFAULT_TIMEOUT=10 PIP_RETRIES=1
export AWS_MAX_ATTEMPTS=2 AWS_METADATA_SERVICE_TIMEOUT=2

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

# -I: what lies in the home or stands in PYTHONPATH is not taken for a module. -B: on a full disk
# a module's bytecode could be cut short, and JupyterLab would not start.
run_python() {
  as_user "$PYTHON" -I -B "$@" </dev/null
}

# Print one fact of Jupyter's environment; nothing where it can't be told.
ask() {
  run_python -c "$@" 2>/dev/null
}

installed_version() {
  ask 'from importlib.metadata import version; print(version("jupyter-cost-tags"))'
}

missing_packages() {
  ask 'import importlib.util as u
names = "boto3 jupyter_server pydantic yaml rich tornado traitlets typer".split()
print(" ".join(n for n in names if u.find_spec(n) is None))'
}

# With the AWS CLI, or where there is none with the image's own boto3.
from_s3() {
  if command -v aws >/dev/null; then
    aws s3 cp --only-show-errors "$1" "$2" </dev/null && return 0
  fi
  ask 'import boto3, sys
bucket, key = sys.argv[1][5:].split("/", 1)
sys.stdout.buffer.write(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
' "$1" >"$2" && [ -s "$2" ]
}

fetch() {
  case "$SOURCE" in
    s3://*)
      folder="$(mktemp -d 2>/dev/null)" || { say "no room for the wheel"; return 1; }
      wheel="$folder/$(basename "$SOURCE")"
      if ! from_s3 "$SOURCE" "$wheel"; then
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
  set -- install --quiet --no-compile
  if [ -z "$lacking" ]; then set -- "$@" --no-deps; else say "the image lacks: $lacking"; fi
  if [ -n "$INDEX" ]; then set -- "$@" "$INDEX"; fi
  if run_python -m pip "$@" "$WANTED"; then
    say "installed $VERSION into $PREFIX"
    FRESH=1
    return 0
  fi
  say "pip could not install it; JupyterLab starts without the panel"
  return 1
}

# Root owns what an admin locks: users can tighten the policy, and not loosen it by accident.
# put NAME WHAT PACKED
put() {
  [ -n "$3" ] || return 0
  new="$(mktemp 2>/dev/null)" || { say "no room for $2"; return 1; }
  if printf '%s' "$3" | base64 -d 2>/dev/null | gzip -dc >"$new" 2>/dev/null && [ -s "$new" ] &&
    as_root mkdir -p @ETC@ && as_root cp "$new" @ETC@/."$1".new &&
    as_root chmod 0644 @ETC@/."$1".new &&
    as_root mv -f @ETC@/."$1".new @ETC@/"$1"; then
    say "$2 is in @ETC@/$1"
  else
    say "$2 could not be written to @ETC@: it does not hold here"
  fi
  rm -f "$new" 2>/dev/null
}

guard_others() {
  if run_python -m jupyter_cost_tags.cli guard install --user >/dev/null 2>&1; then
    say "kernels of other environments of this home load the guard as well"
  else
    say "not guarded: kernels of other environments than $PREFIX"
  fi
  others="$(ask 'from jupyter_client.kernelspec import KernelSpecManager
found = KernelSpecManager().get_all_specs().items()
no = [n for n, s in found if s["spec"].get("language", "").lower() != "python"]
print(" ".join(sorted(n for n in no if n.replace("-", "").replace("_", "").isalnum())))')"
  [ -z "$others" ] || say "not guarded, since it is not Python: $others"
}

# Only where a server runs already without it: most often it starts after this script.
restart() {
  [ -n "$FRESH" ] || return 0
  if [ "$TARGET" = notebook-instance ]; then
    as_root systemctl restart jupyter-server </dev/null >/dev/null 2>&1 && say "restarted Jupyter"
    return 0
  fi
  pgrep -f jupyter-lab >/dev/null || return 0
  for tool in restart-sagemaker-ui-jupyter-server restart-jupyter-server; do  # Unified Studio's
    if command -v "$tool" >/dev/null; then
      ("$tool" </dev/null >/dev/null 2>&1 &) && say "restarting Jupyter"
      return 0
    fi
  done
  return 0
}

main() {
  if [ -n "$SAGEMAKER_RECOVERY_MODE" ]; then say "recovery mode: nothing is done"; return 0; fi
  if [ ! -x "$PYTHON" ]; then say "there is no $PYTHON: nothing is done"; return 0; fi
  lab="$(ask 'from importlib.metadata import version; print(version("jupyterlab"))')"
  case "$lab" in
    [4-9].* | [1-9][0-9].*) say "JupyterLab $lab" ;;
    "") say "no JupyterLab in $PREFIX: nothing is done"; return 0 ;;
    *)
      say "JupyterLab $lab is too old for the panel (4.2 and newer). The guard, scan and fix still" \
        "work in a kernel with Python 3.10: pip install jupyter-cost-tags there"
      return 0
      ;;
  esac
  put cost-tags.yaml "the policy" "$POLICY"
  put @CONFIG@ "the server's configuration" "$SETTINGS"
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
