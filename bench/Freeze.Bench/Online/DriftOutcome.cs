namespace Freeze.Bench.Online;

/// <summary>What one model did with the stream.</summary>
/// <param name="settings">The stream.</param>
internal sealed class DriftOutcome(DriftSettings settings)
{
    private const int Window = DriftSettings.Window;

    /// <summary>Whether an answer differs from the full network's, frame by frame.</summary>
    public bool[] Wrong { get; } = new bool[settings.Frames];

    /// <summary>Multiply-accumulates, frame by frame.</summary>
    public double[] Cost { get; } = new double[settings.Frames];

    /// <summary>Would-be hits that ran to the end, before the drift and from there on.</summary>
    public (long Before, long After) Audits { get; set; }

    /// <summary>Multiply-accumulates that they took, before the drift and from there on.</summary>
    public (long Before, long After) AuditMacs { get; set; }

    /// <summary>What happened, with its frame.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Alarms before the drift: false ones, unless the promise was broken even then.</summary>
    public int EarlyAlarms { get; private set; }

    /// <summary>Frames from the drift to the first alarm; null when there is none.</summary>
    public int? FirstAlarm { get; private set; }

    /// <summary>Takes note of an alarm.</summary>
    public void Alarm(int frame)
    {
        if (frame < settings.Start) EarlyAlarms++;
        else FirstAlarm ??= frame - settings.Start;
    }

    /// <summary>Share of frames that differ.</summary>
    public double Differ(Range range) => Wrong[range].Average(wrong => wrong ? 1.0 : 0);

    /// <summary>The largest share that differs in a window behind the start of the drift.</summary>
    public double Worst() => Enumerable.Range(settings.Start, settings.Frames - settings.Start - Window + 1).Max(InWindow) / (double)Window;

    /// <summary>
    /// Frames from the drift until a window keeps the budget again, after the first that did not: null if none broke it, -1 if none kept it.
    /// </summary>
    public int? Back()
    {
        var broken = false;
        for (var first = settings.Start; first + Window <= settings.Frames; first++)
        {
            var keeps = InWindow(first) <= settings.Risk * Window;
            if (broken && keeps) return first - settings.Start;
            broken |= !keeps;
        }

        return broken ? -1 : null;
    }

    private int InWindow(int first) => Wrong.AsSpan(first, Window).Count(true);
}
