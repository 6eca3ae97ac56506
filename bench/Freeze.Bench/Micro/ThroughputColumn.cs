using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Freeze.Bench.Micro;

/// <summary>What a convolution reaches, to hold against the CPU's limit; two operations for each multiply-accumulate of the definition.</summary>
internal sealed class ThroughputColumn : IColumn
{
    public string Id => nameof(ThroughputColumn);

    public string ColumnName => "GFLOP/s";

    public string Legend => "Nominal operations, two for each multiply-accumulate of the definition, in a nanosecond";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var name = benchmarkCase.Parameters[nameof(ConvolutionBenchmarks.Layer)] as string ?? "";
        if (!Convolutions.All.TryGetValue(name, out var layerCase)) return "-";
        return summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (2 * layerCase.Layer.Macs / statistics.Mean).ToString("0.0", CultureInfo.InvariantCulture)
            : "?";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(c => c.Descriptor.Type == typeof(ConvolutionBenchmarks));
}
