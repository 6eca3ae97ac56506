using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The end of a probe: whoever's score reaches the threshold gets the cached answer and leaves the list of images under way. One thread does it: the
/// list is short, and it must stay in order.
/// </summary>
public static class Compact
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 32;

    /// <summary>Compacts. The grid has one group.</summary>
    /// <param name="live">Images under way; becomes the list of those who stay.</param>
    /// <param name="verdicts">Class and score of each image, [images, 2].</param>
    /// <param name="results">Receives exit, class and score of those who leave, [images, 3].</param>
    /// <param name="probe">Index of the probe.</param>
    /// <param name="threshold">A request leaves when its score is at least this.</param>
    public static void Leave(ArrayView<int> live, ArrayView<float> verdicts, ArrayView<float> results, int probe, float threshold)
    {
        if (Group.IdxX != 0) return;
        var count = Live.Count(live);
        var stay = 0;
        for (var i = 0; i < count; i++)
        {
            var slot = Live.Slot(live, i);
            var guess = verdicts[slot * 2];
            var score = verdicts[slot * 2 + 1];
            if (guess >= 0f && score >= threshold)
            {
                results[slot * 3] = probe;
                results[slot * 3 + 1] = guess;
                results[slot * 3 + 2] = score;
            }
            else
            {
                live[1 + stay] = slot;
                stay++;
            }
        }

        live[0] = stay;
    }
}
