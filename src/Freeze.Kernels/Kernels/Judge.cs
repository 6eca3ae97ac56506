using ILGPU;
using ILGPU.Algorithms;

namespace Freeze.Kernels;

/// <summary>
/// The second half of a learned cache: from the predictor's logits and the evidence of earlier probes to a class and a score. A thread for each
/// image: classes are few beside what came before.
/// </summary>
public static class Judge
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 32;

    private const int Exponent = 0x7F800000;

    /// <summary>Judges. The grid has a thread for each image.</summary>
    /// <param name="scratch">Holds hidden units and logits of each image, and its evidence, which becomes that of this probe.</param>
    /// <param name="verdicts">Receives class and score, [images, 2]; class -1 when the evidence is not finite.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="scratchStride">Floats from one image's scratch to the next.</param>
    /// <param name="hidden">Offset of the hidden units.</param>
    /// <param name="units">Hidden units; 0 in a linear predictor.</param>
    /// <param name="logits">Offset of the logits; the evidence stands at 0.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="keep">How much the evidence of earlier probes counts.</param>
    /// <param name="gain">How much this probe's own log-probabilities count.</param>
    /// <param name="margin">Selector's weight of the lead.</param>
    /// <param name="certainty">Selector's weight of the negative entropy.</param>
    /// <param name="logProbability">Selector's weight of the best class's log-probability.</param>
    /// <param name="intercept">Selector's intercept.</param>
    public static void Decide(
        ArrayView<float> scratch, ArrayView<float> verdicts, ArrayView<int> live,
        int scratchStride, int hidden, int units, int logits, int classes,
        float keep, float gain, float margin, float certainty, float logProbability, float intercept)
    {
        var image = Grid.IdxX * GroupSize + Group.IdxX;
        if (image >= Live.Count(live)) return;
        var slot = Live.Slot(live, image);
        var start = slot * scratchStride;
        var own = start + logits;

        // A unit at minus infinity would be a harmless zero behind the rectifier, and the guess one about nothing.
        var broken = 0;
        for (var i = 0; i < units; i++) broken |= NotFinite(scratch[start + hidden + i]);
        var most = float.NegativeInfinity;
        for (var i = 0; i < classes; i++)
        {
            broken |= NotFinite(scratch[own + i]);
            most = IntrinsicMath.Max(most, scratch[own + i]);
        }

        var sum = 0f;
        for (var i = 0; i < classes; i++) sum += XMath.Exp(scratch[own + i] - most);
        var log = XMath.Log(sum);

        var best = 0;
        var first = float.NegativeInfinity;
        var second = float.NegativeInfinity;
        for (var i = 0; i < classes; i++)
        {
            var evidence = scratch[start + i] * keep + (scratch[own + i] - most - log) * gain;
            if (broken != 0) evidence = float.NaN;
            broken |= NotFinite(evidence);
            scratch[start + i] = evidence;
            if (evidence > first)
            {
                second = first;
                first = evidence;
                best = i;
            }
            else if (evidence > second)
            {
                second = evidence;
            }
        }

        // sum p ln p = sum p (e - best) - ln sum exp(e - best)
        sum = 0f;
        var mean = 0f;
        for (var i = 0; i < classes; i++)
        {
            var shifted = scratch[start + i] - first;
            var p = XMath.Exp(shifted);
            sum += p;

            // A class without hope: 0 times minus infinity is 0 here.
            mean += p * IntrinsicMath.Max(shifted, -1000f);
        }

        log = XMath.Log(sum);
        var weighted = margin * (first - second) + certainty * (mean / sum - log) - logProbability * log + intercept;
        var score = 1f / (1f + XMath.Exp(-weighted));
        broken |= NotFinite(score);
        verdicts[slot * 2] = broken != 0 ? -1f : best;
        verdicts[slot * 2 + 1] = broken != 0 ? 0f : score;
    }

    // By the bits: ILGPU's OpenCL C takes comparisons round as if there were no NaN.
    private static int NotFinite(float value) => (Interop.FloatAsInt(value) & Exponent) == Exponent ? 1 : 0;
}
