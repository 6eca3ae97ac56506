using System.Diagnostics.Metrics;

namespace Freeze.Bench.Online;

/// <summary>
/// Counts audits from the meter that models report to, and what each cost: the part of the network behind the probe where it would have left.
/// </summary>
internal sealed class AuditCounter : IDisposable
{
    private readonly MeterListener _listener = new();

    public AuditCounter(ModelPlan plan)
    {
        var behind = plan.Probes.ToDictionary(probe => probe.Name, probe => plan.Macs - plan.MacsBefore(probe.AfterLayers));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Freeze", Name: "freeze.audits" or "freeze.audit.disagreements" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (instrument.Name != "freeze.audits")
            {
                Disagreements += count;
                return;
            }

            Audits += count;
            foreach (var (key, value) in tags)
                if (key == "probe") Macs += count * behind[(string)value!];
        });
        _listener.Start();
    }

    /// <summary>Would-be hits that ran to the end.</summary>
    public long Audits { get; private set; }

    /// <summary>Those among them for which the network gave another class.</summary>
    public long Disagreements { get; private set; }

    /// <summary>Multiply-accumulates that they took for it.</summary>
    public long Macs { get; private set; }

    public void Dispose() => _listener.Dispose();
}
