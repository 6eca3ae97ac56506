using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Caching;

/// <summary>
/// The cache of one probe as in GATI (arXiv 2101.07344): a small predictor, distilled from the network, maps the pooled activation to logits of the
/// classes. Their log-probabilities join the evidence of earlier probes, which gives the answer; a selector gives the score.
/// </summary>
/// <remarks>
/// With x the pooled activation [D], H hidden units and C classes: h = max(0, W1 x + b1); z = W2 h + b2 (z = W2 x + b2 where H is 0); then
/// e := Keep * e + Gain * (z - ln sum exp z). The answer is the largest e; the selector looks at the softmax of e.
/// </remarks>
public sealed partial class LearnedCache : ProbeCache
{
    /// <summary>The word for such caches in files.</summary>
    public const string Word = "learned";

    /// <summary>Rows of W1, [H, D] row-major; empty in a linear predictor. The features' standardisation is part of it.</summary>
    public required float[] HiddenWeights { get; init; }

    /// <summary>b1, [H].</summary>
    public required float[] HiddenBias { get; init; }

    /// <summary>Rows of W2, [C, H] row-major, or [C, D] in a linear predictor.</summary>
    public required float[] OutputWeights { get; init; }

    /// <summary>b2, [C].</summary>
    public required float[] OutputBias { get; init; }

    /// <summary>How much the evidence of earlier probes counts.</summary>
    public float Keep { get; init; }

    /// <summary>How much this probe's own log-probabilities count.</summary>
    public float Gain { get; init; } = 1;

    /// <summary>From evidence to the score.</summary>
    public required Selector Selector { get; init; }

    /// <summary>Hidden units, H; 0 in a linear predictor.</summary>
    public int Hidden => HiddenBias.Length;

    /// <summary>Classes, C.</summary>
    public int Classes => OutputBias.Length;

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <inheritdoc/>
    public override int PooledLength => Hidden > 0 ? HiddenWeights.Length / Hidden : OutputWeights.Length / Classes;

    /// <inheritdoc/>
    public override int ScratchLength => Hidden + Classes;

    /// <inheritdoc/>
    public override long Bytes => 4L * (HiddenWeights.Length + HiddenBias.Length + OutputWeights.Length + OutputBias.Length);

    /// <inheritdoc/>
    public override long Macs(Shape activation) => PoolingMacs(activation) + HiddenWeights.Length + OutputWeights.Length + 2 * Classes;

    /// <inheritdoc/>
    public override (int Class, float Score) LookUp(ReadOnlySpan<float> pooled, Span<float> scratch, Span<float> evidence)
    {
        var own = scratch.Slice(Hidden, Classes);
        Predict(pooled, scratch[..Hidden], own);
        return Judge(own, evidence, scratch.Slice(Hidden, Classes));
    }

    /// <summary>The predictor's own opinion, before earlier evidence.</summary>
    /// <param name="pooled">Pooled activation, [D].</param>
    /// <param name="hidden">Scratch memory for the hidden units.</param>
    /// <param name="own">Receives log-probabilities, [C]; not numbers where the activation or what comes of it is not finite.</param>
    public void Predict(ReadOnlySpan<float> pooled, Span<float> hidden, Span<float> own)
    {
        if (!TryLogits(pooled, hidden[..Hidden], own))
        {
            own.Fill(float.NaN);
            return;
        }

        // The largest logit is taken out first: exponentials must not overflow.
        TensorPrimitives.Subtract(own, TensorPrimitives.Max<float>(own), own);
        var sum = 0f;
        foreach (var logit in own) sum += MathF.Exp(logit);
        TensorPrimitives.Subtract(own, MathF.Log(sum), own);
    }

    /// <summary>Joins the predictor's opinion with earlier evidence.</summary>
    /// <param name="own">Log-probabilities of <see cref="Predict"/>, [C].</param>
    /// <param name="evidence">Evidence of earlier probes, [C]; becomes that of this one. Once it is not a number it stays so.</param>
    /// <param name="scratch">At least C floats; may be the memory of the log-probabilities.</param>
    /// <returns>Class and score; class -1 when the evidence is not a number, so that the image runs to the end.</returns>
    public (int Class, float Score) Judge(ReadOnlySpan<float> own, Span<float> evidence, Span<float> scratch)
    {
        TensorPrimitives.Multiply(evidence, Keep, evidence);
        TensorPrimitives.MultiplyAdd(own, Gain, evidence, evidence);
        var best = TensorPrimitives.IndexOfMax<float>(evidence);
        var score = Selector.Score(evidence, scratch);
        return float.IsFinite(score) && float.IsFinite(evidence[best]) ? (best, score) : (-1, 0);
    }

    /// <inheritdoc/>
    public override bool KnowsProbabilities => true;

    /// <inheritdoc/>
    public override float Agreement(float score) => score;

    /// <inheritdoc/>
    public override ProbeCache WithThreshold(float threshold) => With(threshold, Keep, Gain, Selector);

    /// <summary>The same predictor with other weights of the evidence and another selector.</summary>
    /// <param name="threshold">The threshold; infinite switches the probe off.</param>
    /// <param name="keep">How much the evidence of earlier probes counts.</param>
    /// <param name="gain">How much this probe's own log-probabilities count.</param>
    /// <param name="selector">From evidence to the score.</param>
    public LearnedCache With(float threshold, float keep, float gain, Selector selector) => new()
    {
        Grid = Grid,
        Threshold = threshold,
        HiddenWeights = HiddenWeights,
        HiddenBias = HiddenBias,
        OutputWeights = OutputWeights,
        OutputBias = OutputBias,
        Keep = keep,
        Gain = gain,
        Selector = selector,
    };

    internal override string? Problem(Shape shape, int classes)
    {
        long pooled = (long)shape.Channels * Grid * Grid, hidden = Hidden;
        if (Grid is < 1 or > 64 || Classes != classes || HiddenWeights.Length != hidden * pooled
            || OutputWeights.Length != classes * (hidden > 0 ? hidden : pooled))
            return "has shapes that do not fit the model or each other";
        return float.IsNaN(Threshold) || !AllFinite(HiddenWeights, HiddenBias, OutputWeights, OutputBias)
            || !AllFinite([Keep, Gain, Selector.Margin, Selector.Certainty, Selector.LogProbability, Selector.Intercept])
            ? "has values that are not finite" : null;
    }
}
