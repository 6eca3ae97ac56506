using Freeze.Bench.Networks;

namespace Freeze.Bench.Comparison;

/// <summary>
/// Chooses what serves ONNX Runtime best: threads that spin between two layers, its default, which is faster on an idle machine; or threads that
/// park, which is faster where others want the cores. Stopping the spinning after each request (session.force_spinning_stop) would only cost it
/// time: <see cref="Quiet"/> keeps the spinning out of the other side's blocks.
/// </summary>
internal static class SpinTrial
{
    public static OnnxRuntimeContender Fastest(Network network, int threads, int batch, Effort effort)
    {
        var spinning = new OnnxRuntimeContender(network, threads, batch, spins: true);
        if (threads == 1) return spinning;
        var parking = new OnnxRuntimeContender(network, threads, batch, spins: false);
        var windows = network.Images.Count / batch;
        var trial = effort with { Seconds = 0, LeastPairs = (effort.LeastPairs + 1) / 2 };
        var (_, _, ratio) = Duel.Run(new Side(spinning, windows, batch), new Side(parking, windows, batch), trial);
        var (chosen, other) = ratio >= 1 ? (spinning, parking) : (parking, spinning);
        other.Dispose();
        return chosen;
    }
}
