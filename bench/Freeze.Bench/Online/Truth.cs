using System.Numerics.Tensors;

namespace Freeze.Bench.Online;

/// <summary>The full network's answers.</summary>
internal static class Truth
{
    private const int Batch = 32;

    public static int[] Of(FrozenModel model, byte[] images, int count)
    {
        int values = model.Plan.Input.Values, classes = model.Plan.Classes;
        var (answers, outputs, none) = (new int[count], new float[Batch * classes], new int[model.Plan.Probes.Count]);
        for (var first = 0; first < count; first += Batch)
        {
            var some = Math.Min(Batch, count - first);
            model.Observe(images.AsSpan(first * values, some * values), some, none, (_, _, _) => { }, outputs.AsSpan(0, some * classes));
            for (var i = 0; i < some; i++) answers[first + i] = TensorPrimitives.IndexOfMax<float>(outputs.AsSpan(i * classes, classes));
        }

        return answers;
    }
}
