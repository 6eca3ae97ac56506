using Freeze.Layers;

namespace Freeze;

/// <summary>What a network's outputs are, as its last layer says, and how its probabilities come from them.</summary>
public enum HeadKind
{
    /// <summary>Scores of any size; their softmax are the probabilities, which sum to 1.</summary>
    Scores,

    /// <summary>The network ends in a LogSoftmax: the softmax of its outputs are the probabilities, which sum to 1.</summary>
    LogProbabilities,

    /// <summary>The network ends in a Softmax: the outputs are the probabilities, which sum to 1.</summary>
    Probabilities,

    /// <summary>
    /// The network ends in a sigmoid, or in a hard one, which is a line cut off at 0 and 1: the outputs are the probabilities, each of its class by itself. Any number of classes
    /// may be likely, and the probabilities need not sum to 1; those of the two classes that onnx2cs makes of a single sigmoid do.
    /// </summary>
    IndependentProbabilities,
}

/// <summary>Probabilities from a network's outputs.</summary>
internal static class HeadKinds
{
    /// <summary>What a network's last layers give.</summary>
    /// <param name="layers">Its layers in order of execution.</param>
    public static HeadKind Of(ReadOnlySpan<Layer> layers)
    {
        // Moving values about does not change what they are.
        while (layers is [.. var rest, Rearrange] && rest.Length > 0) layers = rest;
        return layers switch
        {
            [.., Softmax] or [.., LogSoftmax, { Activation: Activation.Exp }] => HeadKind.Probabilities,
            [.., LogSoftmax] => HeadKind.LogProbabilities,
            [.., { Activation: Activation.Sigmoid or Activation.HardSigmoid }] or [.., Activate { Activation: Activation.Clip, Alpha: 0, Beta: 1 }] =>
                HeadKind.IndependentProbabilities,
            _ => HeadKind.Scores,
        };
    }

    /// <summary>Whether the outputs are probabilities as they are.</summary>
    public static bool AreProbabilities(this HeadKind kind) => kind is HeadKind.Probabilities or HeadKind.IndependentProbabilities;

    /// <summary>Probability of the answer.</summary>
    /// <param name="kind">What the outputs are.</param>
    /// <param name="outputs">The network's outputs, [classes].</param>
    /// <param name="answer">Index of the largest.</param>
    public static float Probability(this HeadKind kind, ReadOnlySpan<float> outputs, int answer) =>
        kind.AreProbabilities() ? outputs[answer] : 1 / SumOfExponentials(outputs, outputs[answer]);

    /// <summary>The sum of exp(x - largest): the denominator of a softmax.</summary>
    public static float SumOfExponentials(ReadOnlySpan<float> values, float largest)
    {
        float sum = 0;
        foreach (var value in values) sum += MathF.Exp(value - largest);
        return sum;
    }
}
