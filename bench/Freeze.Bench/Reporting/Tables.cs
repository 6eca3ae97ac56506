using System.Globalization;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Comparison;
using Spectre.Console;

namespace Freeze.Bench.Reporting;

/// <summary>The tables of a comparison.</summary>
internal static class Tables
{
    public static void Print(IReadOnlyList<Row> rows)
    {
        var times = Table(
            "ms an image", "batch", "threads", "caches", "M MACs", "executed", "Freeze", "ONNX Runtime", "ONNX Runtime / Freeze", "same answers");
        var percentiles = Table(
            "single requests, ms an image", "batch", "threads", "caches", "Freeze p50", "p95", "p99", "ONNX Runtime p50", "p95", "p99");
        foreach (var row in rows)
        {
            string[] names = [Markup.Escape(row.Model), $"{row.Batch}", $"{row.Threads}", row.Caches ? "on" : "off"];
            times.AddRow(
            [
                .. names, Number(row.NominalMacs / 1e6, "0.0"), Number(row.ExecutedMacs / 1e6, "0.0"),
                Time(row.Freeze.Mean), Time(row.OnnxRuntime.Mean), Number(row.Ratio, "0.00") + "x", Number(100 * row.SameAnswers, "0.0") + " %",
            ]);
            percentiles.AddRow([.. names, .. Percentiles(row.Freeze), .. Percentiles(row.OnnxRuntime)]);
        }

        AnsiConsole.Write(times);
        AnsiConsole.Write(percentiles);
    }

    public static void Print(ColdStartResult result)
    {
        var table = Table("native programs, one thread", "Freeze", "ONNX Runtime", "ONNX Runtime / Freeze");
        Row("ms from the start to the first answer", side => side.Milliseconds);
        Row("peak memory, MB", side => side.PeakMb);
        Row("ms an answer once warm", side => side.WarmMilliseconds);
        AnsiConsole.Write(table);

        void Row(string name, Func<StartFigures, double> of)
        {
            var (ours, theirs) = (of(result.Freeze), of(result.OnnxRuntime));
            table.AddRow(name, Number(ours, "0.0"), Number(theirs, "0.0"), Number(theirs / ours, "0.00") + "x");
        }
    }

    private static string[] Percentiles(Figures figures) => [Time(figures.P50), Time(figures.P95), Time(figures.P99)];

    private static Table Table(string first, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(first);
        foreach (var header in numbers) table.AddColumn(new TableColumn(header).RightAligned());
        return table;
    }

    private static string Time(double milliseconds) => Number(milliseconds, milliseconds < 10 ? "0.000" : "0.0");

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}
