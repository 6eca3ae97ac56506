namespace Freeze.DeviceCheck.Correctness;

/// <summary>
/// Compares the tensors between a network's layers on a device with the processor's. A probe at a layer shows them: pooled on a grid as fine as the
/// tensor they are the tensor itself.
/// </summary>
internal static class LayerCheck
{
    /// <summary>Largest error that passes, as a share of the tensor's largest value: sums of hundreds of products in float.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Finest grid that probes take.</summary>
    private const int FinestGrid = 64;

    /// <summary>Compares.</summary>
    /// <param name="cpu">The network on the processor.</param>
    /// <param name="gpu">The same on the device.</param>
    /// <param name="pixels">Images.</param>
    /// <param name="images">How many; they run together, so that a kernel that mixes them up is found out.</param>
    /// <returns>For each probe's layer, and last for the outputs, its name and error.</returns>
    public static IReadOnlyList<(string Layer, double Error)> Compare(FrozenModel cpu, FrozenModel gpu, byte[] pixels, int images)
    {
        var (expected, actual) = (Observe(cpu, pixels, images), Observe(gpu, pixels, images));
        var names = cpu.Plan.Probes.Select(probe => probe.Name).Append("outputs");
        return [.. names.Zip(expected, actual).Select(layer => (layer.First, Error(layer.Second, layer.Third)))];
    }

    /// <summary>Compares, and prints a row for each layer.</summary>
    /// <returns>Whether all pass.</returns>
    public static bool Print(FrozenModel cpu, FrozenModel gpu, byte[] pixels, int images)
    {
        var right = true;
        foreach (var (layer, error) in Compare(cpu, gpu, pixels, images))
        {
            right &= error <= Tolerance;
            Table.Row(cpu.Plan.Name, layer, Table.Number(error, "0.0e+0"), error <= Tolerance ? "ok" : "**wrong**");
        }

        return right;
    }

    private static List<float>[] Observe(FrozenModel model, byte[] pixels, int images)
    {
        var plan = model.Plan;
        var tensors = Enumerable.Range(0, plan.Probes.Count + 1).Select(_ => new List<float>()).ToArray();
        var outputs = new float[images * plan.Classes];
        int[] grids = [.. plan.Probes.Select(probe => Math.Min(FinestGrid, Math.Max(probe.Shape.Height, probe.Shape.Width)))];
        model.Observe(pixels.AsSpan(0, images * plan.Input.Values), images, grids, (_, probe, pooled) => tensors[probe].AddRange(pooled), outputs);
        tensors[^1].AddRange(outputs);
        return tensors;
    }

    private static double Error(List<float> expected, List<float> actual)
    {
        if (expected.Count != actual.Count) return double.PositiveInfinity;
        var (error, largest) = (0.0, 1e-3);
        foreach (var (one, other) in expected.Zip(actual))
        {
            // A value that is no number on either side fails.
            error = Math.Max(error, Math.Abs((double)one - other) is var distance && double.IsNaN(distance) ? double.PositiveInfinity : distance);
            largest = Math.Max(largest, Math.Abs(one));
        }

        return error / largest;
    }
}
