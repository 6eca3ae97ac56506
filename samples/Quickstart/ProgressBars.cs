using Freeze.Calibration;
using Spectre.Console;

namespace Freeze.Samples.Quickstart;

/// <summary>One bar for each stage of the work, as it is reported.</summary>
internal sealed class ProgressBars(ProgressContext context) : IProgress<FitProgress>
{
    private readonly Dictionary<string, ProgressTask> _bars = [];

    public void Report(FitProgress value)
    {
        if (!_bars.TryGetValue(value.Stage, out var bar))
        {
            bar = context.AddTask(Markup.Escape(value.Stage), maxValue: Math.Max(1, value.Total));
            _bars.Add(value.Stage, bar);
        }

        bar.Value = value.Done;
    }
}
