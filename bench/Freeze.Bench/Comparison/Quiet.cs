namespace Freeze.Bench.Comparison;

/// <summary>
/// Waits until no thread of this process works any more. ONNX Runtime's threads go on spinning after a request, for 20 ms or more by the CPU, and
/// would take a core from whoever is measured next.
/// </summary>
internal static class Quiet
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(4);

    public static void Wait()
    {
        for (var tries = 0; tries < 500; tries++)
        {
            var before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(s_step);
            if (Environment.CpuUsage.TotalTime - before < s_step / 4) return;
        }
    }
}
