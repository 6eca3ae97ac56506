using System.Globalization;
using Freeze.Bench.Service;
using Spectre.Console;

namespace Freeze.Bench.Soak;

/// <summary>What was seen and whether it was kept.</summary>
internal sealed class SoakTable(
    SoakPlan plan, Tally one, Tally several, Tally frames, SoakClient client, Swapper swapper, Vitals vitals, BrokenClients breakers, JumpingClock? clock)
{
    /// <summary>Prints the tables.</summary>
    /// <returns>0 when everything was kept, else 1.</returns>
    public int Print(ServerProcess server)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        var table = new Table { Border = TableBorder.Rounded }.AddColumns("requests", "sent", "answers", "wrong", "lost", "sent again", "p50 ms", "p99 ms", "longest");
        Row("one image", one);
        Row("multipart", several);
        Row("frames of streams", frames);
        AnsiConsole.Write(table);

        var (early, differ) = client.StreamAnswers;
        var (second, last) = vitals.Megabytes;
        Tally[] tallies = [one, several, frames];
        (string What, string Seen, bool IsKept)[] rules =
        [
            ("wrong answers: 0", $"{tallies.Sum(tally => tally.Wrong)}", tallies.All(tally => tally.Wrong == 0)),
            ("lost requests: 0", $"{tallies.Sum(tally => tally.Lost)}", tallies.All(tally => tally.Lost == 0)),
            ($"requests of every kind answered", $"{tallies.Sum(tally => tally.Requests)}", tallies.All(tally => tally.Requests > 0)),
            ($"p99 of each kind at most {plan.LongestP99.TotalMilliseconds} ms", $"{Number(tallies.Max(P99))} ms", tallies.All(tally => P99(tally) <= plan.LongestP99.TotalMilliseconds)),
            ("memory flat: median of the last quarter at most 5 % and 4 MB above that of the second", $"{Number(second)} MB, then {Number(last)} MB, peak {Number(server.PeakMegabytes)} MB", vitals.IsFlat),
            ("streams' early answers that are not the network's: " + SoakPlan.Risk.ToString("0.##%", CultureInfo.InvariantCulture) + " at most", $"{differ} of {early}", differ <= SoakPlan.Risk * early),
            ("health probes answered: all", $"{vitals.Probes.Count - vitals.Failed} of {vitals.Probes.Count}, p99 {Number(vitals.Probes.Quantile(0.99).TotalMilliseconds)} ms", vitals.Failed == 0),
            ("reloads done, broken files refused: all", $"{swapper.Reloads} and {swapper.Refused}, {swapper.Problems.Count} otherwise", swapper.Problems.Count == 0 && swapper.Reloads > 0),
            ("clients that broke off", $"{breakers.Count}", breakers.Count > 0),
            ("the service runs to the end", server.IsRunning ? "yes" : "no", server.IsRunning),
        ];
        var kept = new Table { Border = TableBorder.Rounded }.AddColumns("rule", "seen", "kept");
        foreach (var (what, seen, isKept) in rules) kept.AddRow(Markup.Escape(what), Markup.Escape(seen), isKept ? "yes" : "[red]NO[/]");
        if (clock is not null) kept.AddRow("jumps of the clock by a day", $"{clock.Jumps}", "yes");
        AnsiConsole.Write(kept);
        foreach (var note in tallies.SelectMany(tally => tally.Notes).Concat(swapper.Problems.Take(5))) AnsiConsole.MarkupLineInterpolated($"[red]{note}[/]");
        return rules.All(rule => rule.IsKept) ? 0 : 1;

        void Row(string name, Tally tally) => table.AddRow(
            name, $"{tally.Requests}", $"{tally.Answers}", $"{tally.Wrong}", $"{tally.Lost}", $"{tally.Refused}",
            Number(tally.Latency.Quantile(0.5).TotalMilliseconds), Number(P99(tally)), Number(tally.Latency.Quantile(1).TotalMilliseconds));
    }

    private static double P99(Tally tally) => tally.Latency.Quantile(0.99).TotalMilliseconds;

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
