using System.Text.Json;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Comparison;

namespace Freeze.Bench.Reporting;

/// <summary>The figures of a comparison for other programs. Milliseconds are per image.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, Report report)
    {
        var json = JsonSerializer.Serialize(
            new
            {
                Machine = Machine.Here,
                Rows = report.Rows.Select(Row),
                ColdStart = report.ColdStart is { } cold
                    ? new { FreezeMs = Round(cold.Freeze.Milliseconds), OnnxRuntimeMs = Round(cold.OnnxRuntime.Milliseconds), cold.Runs }
                    : null,
                PeakMb = report.ColdStart is { } peak
                    ? new { Freeze = Round(peak.Freeze.PeakMb), OnnxRuntime = Round(peak.OnnxRuntime.PeakMb) }
                    : null,
                NativeMs = report.ColdStart is { } warm
                    ? new { Freeze = Round(warm.Freeze.WarmMilliseconds), OnnxRuntime = Round(warm.OnnxRuntime.WarmMilliseconds) }
                    : null,
                report.Disagreements,
            },
            s_options);
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllText(partial, json + "\n");
        File.Move(partial, path, overwrite: true);
    }

    private static object Row(Row row) => new
    {
        row.Model,
        row.Batch,
        row.Threads,
        row.Caches,
        FreezeMs = Round(row.Freeze.Mean),
        OnnxRuntimeMs = Round(row.OnnxRuntime.Mean),
        Ratio = Round(row.Ratio),
        row.OnnxRuntimeSpins,
        FreezeP50 = Round(row.Freeze.P50),
        FreezeP95 = Round(row.Freeze.P95),
        FreezeP99 = Round(row.Freeze.P99),
        OnnxRuntimeP50 = Round(row.OnnxRuntime.P50),
        OnnxRuntimeP95 = Round(row.OnnxRuntime.P95),
        OnnxRuntimeP99 = Round(row.OnnxRuntime.P99),
        row.NominalMacs,
        ExecutedMacs = Math.Round(row.ExecutedMacs),
        SameAnswers = Round(row.SameAnswers),
        row.Agreement.Images,
        WorstError = Finite(row.Agreement.WorstError),
        row.Agreement.Disagreements,
        row.Agreement.NearTies,
    };

    private static double? Round(double value) => Finite(Math.Round(value, 5));

    // JSON has no NaN and no infinity.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
