using System.Numerics.Tensors;

namespace Freeze.Bench.Paper;

/// <summary>The paper's k-NN cache: the share of the 50 nearest that vote for a class, times the sum of their inverse distances.</summary>
/// <param name="keys">Stored keys, [images, units]; more may follow, which are not stored ones.</param>
/// <param name="answers">The network's class of each image.</param>
/// <param name="stored">How many are stored.</param>
/// <param name="classes">Classes.</param>
internal sealed class PaperNeighbours(float[] keys, int[] answers, int stored, int classes) : IPaperCache
{
    public long Macs => (long)stored * PaperScale.Units;

    public (int Class, float Confidence) LookUp(ReadOnlySpan<float> key)
    {
        var (distances, images) = (new float[stored], new int[stored]);
        for (var i = 0; i < stored; i++)
        {
            images[i] = i;
            distances[i] = TensorPrimitives.Distance(key, keys.AsSpan(i * PaperScale.Units, PaperScale.Units));
        }

        Array.Sort(distances, images);
        var near = Math.Min(PaperScale.Neighbours, stored);
        var (votes, closeness) = (new int[classes], new float[classes]);
        for (var i = 0; i < near; i++)
        {
            var voter = answers[images[i]];
            votes[voter]++;
            closeness[voter] += 1 / MathF.Max(distances[i], 1e-9f);
        }

        var (best, confidence) = (0, 0f);
        for (var c = 0; c < classes; c++)
        {
            var own = (float)votes[c] / near * closeness[c];
            if (own > confidence) (best, confidence) = (c, own);
        }

        return (best, confidence);
    }
}
