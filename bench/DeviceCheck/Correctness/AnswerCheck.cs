namespace Freeze.DeviceCheck.Correctness;

/// <summary>Compares where requests leave, and with which class, on a device with the processor.</summary>
/// <param name="Images">Images that were compared.</param>
/// <param name="Early">Of which left early on the processor.</param>
/// <param name="Close">Of which left elsewhere, with a score too close to a threshold to tell.</param>
/// <param name="Wrong">Of which left elsewhere or with another class for no such reason.</param>
internal sealed record AnswerCheck(int Images, int Early, int Close, int Wrong)
{
    /// <summary>A score within this of its threshold may fall on either side.</summary>
    public const float Margin = 1e-3f;

    /// <summary>Compares; both models have the same caches.</summary>
    public static AnswerCheck Compare(FrozenModel cpu, FrozenModel gpu, byte[] pixels, int images, int batch)
    {
        var (expected, actual) = (new Prediction[images], new Prediction[images]);
        cpu.Predict(pixels.AsSpan(0, images * cpu.Plan.Input.Values), expected);
        for (var first = 0; first < images; first += batch)
        {
            var count = Math.Min(batch, images - first);
            gpu.Predict(pixels.AsSpan(first * cpu.Plan.Input.Values, count * cpu.Plan.Input.Values), actual.AsSpan(first, count));
        }

        var (close, wrong) = (0, 0);
        foreach (var (one, other) in expected.Zip(actual))
        {
            if ((one.Class, one.ProbeIndex) == (other.Class, other.ProbeIndex)) continue;
            if (IsClose(cpu, one.ProbeIndex < other.ProbeIndex ? one : other)) close++;
            else wrong++;
        }

        return new(images, expected.Count(prediction => prediction.IsEarly), close, wrong);
    }

    // A prediction shows the estimated agreement, so the threshold is brought to that scale.
    private static bool IsClose(FrozenModel model, Prediction early)
    {
        if (!early.IsEarly) return false;
        var cache = model.Caches!.Probes[early.ProbeIndex]!;
        return Math.Abs(early.Score - cache.Agreement(cache.Threshold)) < Margin;
    }
}
