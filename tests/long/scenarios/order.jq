# SPDX-License-Identifier: GPL-2.0-only
# From report.json of each scenario, in the order of $jobs, the table of docs/lock-order.md:
# how often a folio is held for a handle and the other way round, and whom that delays.
#   jq -rs --arg jobs "NAME NAME..." -f order.jq NAME/r/report.json NAME/r/report.json...

def places($n): . * pow(10; $n) | round / pow(10; $n) | tostring;
def short: if . >= 100 then places(0) elif . >= 10 then places(1) else places(2) end;

# Of no event in so many faults: Garwood's upper end, -ln(0.025) events
def at_most($faults): 1000 * 3.688879 / $faults | short;

def faults: .lock_faults | add;
def event($name): [.locks[] | select(.name == $name and has("waits"))][0];
def rate($name): faults as $faults | event($name) |
	if . then "\(.per_1000_faults | short) (\(.ci95[0] | short) to \(.ci95[1] | short))"
	else "0 (to \(at_most($faults)))" end;
def party($who; $where): ($who | sub(" \\([0-9]+\\)$"; "")) +
	if $where == "" then "" else " in `\($where)`" end;
def waiter($name): event($name) | if . then "; " + party(.waiter; .waits_in) else "" end;
def holder($name): event($name) | if . then "; " + party(.holder; .where) else "" end;

def hazards: ["handle, folio locked", "folio locked for handle", "folio lock, handle open",
	"commit, of such a handle", "handle, commit", "handle, log space", "commit, open handles"];
def has_journal: .variant | startswith("ext4");
def is_any: any(hazards[] as $name | event($name); . != null);
def about: [.state, .folio, if .sharing == "shared" then empty else .sharing end,
	if .load == "none" then empty else "load " + .load end, .setup // empty] | join(", ");

def row($job): "| \($job): \(about) | \(.variant) | "
	+ ([rate("handle, folio locked"),
	    rate("folio locked for handle") + waiter("folio locked for handle"),
	    rate("folio lock, handle open"),
	    rate("commit, of such a handle"),
	    rate("handle, commit"), rate("handle, log space"),
	    rate("commit, open handles") + holder("commit, open handles")] | join(" | ")) + " |";
def rest($job): map(faults) | add as $faults |
	"| \($job): \(length) other cell\(if length > 1 then "s" else "" end) of ext4 | both | none in \($faults) faults: at most \(
		at_most($faults)) of each | | | | | | |";

($jobs | split(" ")) as $names |
"| scenario | path | folio held for a handle | who waits for that folio | handle held for a folio | commits that delays | handles wait for a commit | for log space | commits wait for handles, the last of |",
"|---|---|---|---|---|---|---|---|---|",
(to_entries[] | $names[.key] as $job | [.value.cells[] | select(has_journal and .lock_faults)] |
	(.[] | select(is_any) | row($job)),
	(map(select(is_any | not)) | if length > 0 then rest($job) else empty end))
