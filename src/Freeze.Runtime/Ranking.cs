using Freeze.Caching;
using Freeze.Cpu;

namespace Freeze;

/// <summary>Orders the classes of images for a job that asks for it. Each session has one; its memory is reused.</summary>
/// <param name="plan">The model.</param>
/// <param name="labels">Name of each class.</param>
internal sealed class Ranking(ModelPlan plan, string[] labels)
{
    private ulong[] _keys = [];

    /// <summary>Writes the most likely classes of an image.</summary>
    /// <param name="job">The job.</param>
    /// <param name="image">Index of the image in the job.</param>
    /// <param name="prediction">Its answer.</param>
    /// <param name="values">The network's outputs; at the exit of a cache that knows probabilities its evidence. [classes]</param>
    public void Write(in Job job, int image, in Prediction prediction, ReadOnlySpan<float> values)
    {
        var most = job.Classes.Length / job.Counts.Length;
        var classes = job.Classes.Slice(image * most, most);
        job.Counts[image] = Write(classes, prediction, values, prediction.IsEarly ? job.Caches!.Probes[prediction.ProbeIndex] : null);
    }

    private int Write(Span<RankedClass> classes, in Prediction prediction, ReadOnlySpan<float> values, ProbeCache? cache)
    {
        // What is written never mixes with what the memory held.
        classes.Clear();
        if (cache is { KnowsProbabilities: false })
        {
            classes[0] = new(prediction.Class, prediction.Label, prediction.Score, prediction.ScoreKind);
            return 1;
        }

        var kind = cache is null ? ScoreKind.ClassProbability : ScoreKind.CacheProbability;
        var count = Math.Min(classes.Length, values.Length);
        var order = Order(values);
        var asTheyAre = cache is null && plan.HeadKind.AreProbabilities();
        var largest = values[(int)(uint)order[0]];
        var sum = asTheyAre ? 1 : HeadKinds.SumOfExponentials(values, largest);
        for (var i = 0; i < count; i++)
        {
            var index = (int)(uint)order[i];
            classes[i] = new(index, labels[index], asTheyAre ? values[index] : MathF.Exp(values[index] - largest) / sum, kind);
        }

        return count;
    }

    /// <summary>
    /// Indices in the lower halves, the largest value first; equal values in the order of their classes, as a prediction breaks a tie.
    /// </summary>
    private ReadOnlySpan<ulong> Order(ReadOnlySpan<float> values)
    {
        if (_keys.Length < values.Length) _keys = new ulong[values.Length];
        var keys = _keys.AsSpan(0, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            // The bits of floats order as the floats do once the sign is turned over, and all the bits of negative ones.
            var bits = BitConverter.SingleToUInt32Bits(values[i]);
            bits ^= bits >> 31 == 1 ? uint.MaxValue : 0x8000_0000;
            keys[i] = (ulong)~bits << 32 | (uint)i;
        }

        keys.Sort();
        return keys;
    }
}
