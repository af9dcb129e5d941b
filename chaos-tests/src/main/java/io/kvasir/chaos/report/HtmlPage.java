package io.kvasir.chaos.report;

import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.judge.Availability;
import io.kvasir.chaos.judge.Judgement;
import io.kvasir.chaos.workload.Recorder.Ending;
import io.kvasir.testkit.checker.Verdict;
import java.util.List;
import java.util.Locale;

/// A run as one page that needs nothing else.
final class HtmlPage {
    private static final double NANOS_PER_SECOND = 1e9;

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Kvasir verify: {verdict}</title>
            <style>
            :root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --soft: #667; --good: #14804a; --bad: #c4302b;
              --line: #d5d9e0; --fault: #e8a33d; --blue: #2563b0; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e4e7ec; --paper: #14181f; --soft: #98a0ae;
              --good: #4cc38a; --bad: #ff6b61; --line: #343b47; --blue: #6aa9f4; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
              max-width: 1240px; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            .good { color: var(--good); } .bad { color: var(--bad); }
            table { border-collapse: collapse; } td, th { padding: .2rem .8rem .2rem 0; text-align: left;
              border-bottom: 1px solid var(--line); vertical-align: top; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            code, pre { font: 13px/1.45 ui-monospace, monospace; }
            pre { overflow: auto; max-height: 30rem; border: 1px solid var(--line); padding: .6rem; }
            svg { width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
            .frame { fill: none; stroke: var(--line); } .fault-band { fill: var(--fault); opacity: .16; }
            .fault-bar { fill: var(--fault); } polyline { fill: none; stroke-width: 1.4; }
            .done { stroke: var(--good); } .failed { stroke: var(--bad); } .median { stroke: var(--blue); }
            .slow { stroke: var(--soft); }
            </style></head><body>
            """;

    private final RunSummary run;
    private final StringBuilder html = new StringBuilder();

    private HtmlPage(RunSummary run) {
        this.run = run;
    }

    static String of(RunSummary run) {
        HtmlPage page = new HtmlPage(run);
        String verdict = run.judgement().passes() ? "passed" : "not passed";
        page.html.append(HEAD.replace("{verdict}", verdict));
        page.summary(verdict);
        page.verdicts();
        page.html
                .append("<h2>Timeline</h2>\n<p>Green: operations answered; red: refused or of")
                .append(" unknown outcome; shaded: faults. Latency is logarithmic.</p>\n")
                .append(Timeline.of(run));
        page.faultKinds();
        page.faultList();
        page.counts();
        page.logs();
        return page.html.append("</body></html>\n").toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void summary(String verdict) {
        html.append("<h1>kvasir verify: <span class=\"")
                .append(run.judgement().passes() ? "good" : "bad")
                .append("\">")
                .append(verdict)
                .append("</span></h1>\n<p>")
                .append(escaped(run.version()))
                .append(", seed <code>")
                .append(run.seed())
                .append("</code>, backend ")
                .append(escaped(run.backend()))
                .append(", ")
                .append(seconds(run.endNanos() - run.startNanos()))
                .append(" s of workload, ")
                .append(Counts.of(run.events()).total())
                .append(" operations, ")
                .append(run.faults().size())
                .append(" faults.</p>\n<p>Again: <code>")
                .append(escaped(run.replay()))
                .append("</code><br>The seed gives the same workload and the same schedule of")
                .append(" faults, not the same interleaving of threads.</p>\n");
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_SECOND);
    }

    private void verdicts() {
        html.append("<h2>Verdicts</h2>\n<table><tr><th>checker</th><th>verdict</th>")
                .append("<th class=\"n\">checked</th><th></th></tr>\n");
        run.judgement()
                .verdicts()
                .forEach((name, verdict) -> {
                    String checked =
                            verdict instanceof Verdict.Holds(long count)
                                    ? Long.toString(count)
                                    : "";
                    String reason =
                            switch (verdict) {
                                case Verdict.Holds _ -> "";
                                case Verdict.Undecided(String why) -> why;
                                case Verdict.Violated(String why, var _) -> why;
                            };
                    row(
                            escaped(name),
                            "<span class=\"%s\">%s</span>"
                                    .formatted(
                                            verdict.holds() ? "good" : "bad",
                                            Judgement.word(verdict)),
                            number(checked),
                            escaped(reason));
                });
        html.append("</table>\n");
        run.judgement()
                .verdicts()
                .forEach((name, verdict) -> {
                    if (verdict instanceof Verdict.Violated(String _, List<String> part)) {
                        html.append("<h2>The smallest failing part found: ")
                                .append(escaped(name))
                                .append("</h2>\n<pre>")
                                .append(escaped(String.join("\n", part)))
                                .append("</pre>\n");
                    }
                });
    }

    private void faultKinds() {
        html.append("<h2>Faults by kind</h2>\n<table><tr><th>fault</th><th></th>")
                .append("<th class=\"n\">times</th><th class=\"n\">longest time without an")
                .append(" acknowledged write of some table</th></tr>\n");
        new Availability(run.events(), run.faults())
                .byKind()
                .forEach((kind, of) ->
                        row(
                                kind.word(),
                                escaped(kind.description()),
                                number(Integer.toString(of.times())),
                                number(of.longestGapMs() + " ms")));
        run.notRun()
                .forEach((kind, reason) ->
                        row(
                                kind.word(),
                                escaped(kind.description()),
                                number("not run"),
                                escaped(reason)));
        html.append("</table>\n");
    }

    private void faultList() {
        Availability availability = new Availability(run.events(), run.faults());
        html.append("<h2>Faults as they came</h2>\n<table><tr><th class=\"n\">from</th>")
                .append("<th class=\"n\">to</th><th>fault</th><th>target</th>")
                .append("<th class=\"n\">gap</th><th></th></tr>\n");
        for (FaultRecord fault : run.faults()) {
            row(
                    number(seconds(fault.injectedNanos() - run.startNanos())),
                    number(seconds(fault.healedNanos() - run.startNanos())),
                    fault.kind().word(),
                    escaped(fault.target()),
                    number(availability.longestGapMs(fault) + " ms"),
                    escaped(fault.detail())
                            + fault.failure()
                                    .map(why -> " <span class=\"bad\">" + escaped(why) + "</span>")
                                    .orElse(""));
        }
        html.append("</table>\n");
    }

    private void counts() {
        html.append("<h2>Operations</h2>\n<table><tr><th>kind</th>");
        for (Ending ending : Ending.values()) {
            html.append("<th class=\"n\">")
                    .append(ending.name().toLowerCase(Locale.ROOT))
                    .append("</th>");
        }
        html.append("</tr>\n");
        Counts.of(run.events())
                .byKind()
                .forEach((kind, endings) ->
                        row(
                                kind,
                                number(endings.getOrDefault(Ending.DONE, 0L).toString()),
                                number(endings.getOrDefault(Ending.DECLINED, 0L).toString()),
                                number(endings.getOrDefault(Ending.REJECTED, 0L).toString()),
                                number(endings.getOrDefault(Ending.UNKNOWN, 0L).toString())));
        html.append("</table>\n<p>The map was looked at ")
                .append(run.mapLooks())
                .append(" times.</p>\n");
    }

    private void logs() {
        run.logEnds()
                .forEach((name, text) ->
                        html.append("<details><summary>end of the log of ")
                                .append(escaped(name))
                                .append("</summary><pre>")
                                .append(escaped(text))
                                .append("</pre></details>\n"));
    }

    /// A cell aligned as numbers are, by a mark that `row` takes off.
    private static String number(String text) {
        return "\0" + text;
    }

    private void row(String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            boolean isNumber = cell.startsWith("\0");
            html.append(isNumber ? "<td class=\"n\">" : "<td>")
                    .append(isNumber ? cell.substring(1) : cell)
                    .append("</td>");
        }
        html.append("</tr>\n");
    }
}
