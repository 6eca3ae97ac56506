using Freeze.Layers;

namespace Freeze.Calibration.Costs;

/// <summary>What layers and look-ups cost, in one unit: multiply-accumulates, or nanoseconds where they were measured.</summary>
internal sealed class CostModel
{
    private const double Nanoseconds = 1e6;

    private readonly ModelPlan _plan;
    private readonly CostProfile? _measured;

    /// <summary>Makes the model.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="measured">Its costs on the target; null to count multiply-accumulates.</param>
    public CostModel(ModelPlan plan, CostProfile? measured)
    {
        measured?.CheckFits(plan);
        (_plan, _measured) = (plan, measured);
        Before = measured is null
            ? [.. plan.Probes.Select(probe => plan.MacsBefore(probe.AfterLayers))]
            : [.. measured.Probes.Select(probe => Round(probe.Before))];
        Network = measured is null ? plan.Macs : Round(measured.Network);
    }

    /// <summary>Cost of the layers before each probe.</summary>
    public long[] Before { get; }

    /// <summary>Cost of the whole network without look-ups.</summary>
    public long Network { get; }

    /// <summary>Additions of averaging an activation.</summary>
    public static long PoolingMacs(Shape shape) => (long)shape.Channels * shape.Height * shape.Width;

    /// <summary>Cost of a look-up.</summary>
    /// <param name="probe">Index of the probe.</param>
    /// <param name="macs">Multiply-accumulates behind the pooling.</param>
    public long LookUp(int probe, long macs) => _measured is null
        ? PoolingMacs(_plan.Probes[probe].Shape) + macs
        : Round(_measured.Probes[probe].LookUpBase + _measured.Probes[probe].LookUpPerMillionMacs * macs / 1e6);

    private static long Round(double milliseconds) => (long)Math.Round(milliseconds * Nanoseconds);
}
