using Freeze.Bench.Reporting;
using Freeze.Calibration;
using Freeze.Onnx2Cs.Commands;

namespace Freeze.Bench.Networks;

/// <summary>A line for each tenth of each stage, which reads well in a log too.</summary>
internal sealed class FittingProgress(string name) : IProgress<FitProgress>, IProgressBars
{
    private readonly Lock _lock = new();
    private (string Stage, long Tenth) _last;

    public void Report(FitProgress value) => Report(value.Stage, value.Done, value.Total);

    public void Report(string stage, long done, long total)
    {
        lock (_lock)
        {
            var now = (stage, total == 0 ? 10 : done * 10 / total);
            if (now == _last) return;
            _last = now;
            Log.Step($"{name}: {stage}, {now.Item2 * 10} %");
        }
    }
}
