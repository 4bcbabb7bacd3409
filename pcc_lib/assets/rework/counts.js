// Counts of the book's own parts, from the lists that a figure names: the twin of pcc_lib/figures/counts.py and
// pcc_lib/inputs/promises.py.
(function (rework) {
  "use strict";
  const { Refused } = rework;
  // of several reports on an activity, the first state counts
  const STATES = ["late", "dates differ", "slipped", "part reported", "not reported", "due", "done"];
  const OF_ACTIVITIES = ["part reported"];
  const ACTIVITIES = "activities of the plan", REPORTS = "deliverables that a quarter reports on", DEFINED = "measures";
  const METRICS = "key metrics of the plan", WRITTEN = "the date of writing", KNOWN = "the months that a quarter knows";
  const SINGLE = [WRITTEN, KNOWN]; // one thing that a count is judged by, and no list of rows

  const isOver = (date, day) => date < day.slice(0, date.length);

  function isBefore(first, then) {
    const shared = Math.min(first.length, then.length);
    return first.slice(0, shared) < then.slice(0, shared);
  }

  function stateOf(report, day) {
    const same = report.promise === "same" && report.planned !== "";
    if (report.progress === null) return "not reported";
    if (report.progress >= 100) return "done";
    if (isOver(report.due, day)) {
      return same && isBefore(report.due, report.planned) && !isOver(report.planned, day) ? "dates differ" : "late";
    }
    return same && isBefore(report.planned, report.due) ? "slipped" : "due";
  }

  const reportsOn = (activity, reports) => reports.filter((each) => each.plan_id === activity.id && each.progress !== null);

  function stateOfActivity(activity, reports, day) {
    const own = reportsOn(activity, reports), whole = own.filter((each) => each.promise === "same");
    if (own.length && !whole.length) return "part reported";
    if (!whole.length) return "not reported";
    return STATES[Math.min(...whole.map((each) => STATES.indexOf(stateOf(each, day))))];
  }

  const dayOf = (written) => written[0].written_on;
  const isKnown = (id, known) => known.some((each) => each.measure === id);
  const supplied = (measure, known) => measure.of === true || (measure.source !== "" && isKnown(measure.measure, known));
  const many = (rows, holds) => rows.filter(holds).length;
  const pastDue = (activity, reports, day) =>
    !reportsOn(activity, reports).length && activity.due !== "" && isOver(activity.due, day);

  const count = (call, takes) => ({ call, takes });
  rework.counts = {
    rows: count((rows) => rows.length, [null]),
    activities_reported: count((plan, reports) => many(plan, (a) => reportsOn(a, reports).length), [ACTIVITIES, REPORTS]),
    activities_past_due: count(
      (plan, reports, written) => many(plan, (a) => pastDue(a, reports, dayOf(written))), [ACTIVITIES, REPORTS, WRITTEN]
    ),
    measures_with_data: count((measures, known) => many(measures, (m) => supplied(m, known)), [DEFINED, KNOWN]),
    metrics_with_data: count((metrics, known) => many(metrics, (m) => m.measure !== "" && supplied(m, known)), [METRICS, KNOWN]),
    reviews_overdue: count((measures, written) => many(measures, (m) => m.next_review < dayOf(written)), [DEFINED, WRITTEN])
  };
  STATES.forEach((state) => {
    const name = state.replace(/ /g, "_");
    rework.counts[`activities_${name}`] = count(
      (plan, reports, written) => many(plan, (a) => stateOfActivity(a, reports, dayOf(written)) === state),
      [ACTIVITIES, REPORTS, WRITTEN]
    );
    if (OF_ACTIVITIES.includes(state)) return;
    rework.counts[`deliverables_${name}`] = count(
      (reports, written) => many(reports, (r) => stateOf(r, dayOf(written)) === state), [REPORTS, WRITTEN]
    );
  });

  // How many there are in the lists that are named: blocks with `holds`, `columns` and `rows`.
  rework.counted = function (name, blocks) {
    const { call, takes } = rework.counts[name];
    if (blocks.length !== takes.length) throw new Refused(`'${name}' is given ${blocks.length} lists; it takes ${takes.length}.`);
    return call(...blocks.map((block, place) => rowsOf(block, takes[place])));
  };

  function rowsOf(block, wanted) {
    const fits = block.holds !== undefined && (wanted === null ? !SINGLE.includes(block.holds) : block.holds === wanted);
    if (!fits) throw new Refused(`'${block.ref}' holds ${block.holds || "cells"}, where ${wanted || "a list"} is needed.`);
    return block.rows.map((row) => Object.fromEntries(block.columns.map((column, place) => [column, row[place]])));
  }
})(globalThis[Symbol.for("pcc.rework")]);
