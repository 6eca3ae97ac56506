using System.Globalization;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Comparison;
using Spectre.Console;

namespace Freeze.Bench.Reporting;

/// <summary>Everything that a comparison found.</summary>
/// <param name="Rows">The rows of the table.</param>
/// <param name="ColdStart">Cold start and memory; null when left out.</param>
internal sealed record Report(IReadOnlyList<Row> Rows, ColdStartResult? ColdStart)
{
    /// <summary>Images whose class differs from ONNX Runtime's though the whole network ran.</summary>
    public int Disagreements => Checked.Sum(row => row.Agreement.Disagreements);

    // Rows with caches share the check of the row without.
    private IEnumerable<Row> Checked => Rows.Where(row => !row.Caches);

    public void Print()
    {
        if (Rows.Count > 0) Tables.Print(Rows);
        if (ColdStart is not null) Tables.Print(ColdStart);
        AnsiConsole.MarkupLineInterpolated($"{(Rows.Count > 0 ? Verdict() : "No network was compared.")}");
    }

    private string Verdict()
    {
        var worst = Checked.MaxBy(row => row.Agreement.WorstError)!;
        var nearTies = Checked.Sum(row => row.Agreement.NearTies);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Worst logit error {worst.Agreement.WorstError:0.0e+0} ({worst.Model}, batch {worst.Batch}, threads {worst.Threads}); "
            + $"{Disagreements} disagreements in {Checked.Sum(row => row.Agreement.Images)} answers, {nearTies} near ties not counted.");
    }
}
