namespace Freeze;

/// <summary>
/// Functions that a layer may apply to its result. Those with parameters, and those whose errors grow with the argument, stand in an
/// Activate layer of their own.
/// </summary>
public enum Activation
{
    /// <summary>Identity.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>x * sigmoid(x).</summary>
    Silu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>min(max(x / 6 + 1/2, 0), 1).</summary>
    HardSigmoid,

    /// <summary>x * hardsigmoid(x).</summary>
    HardSwish,

    /// <summary>x * (1 + erf(x / sqrt(2))) / 2.</summary>
    Gelu,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x, or Alpha * x below zero; only in an Activate layer.</summary>
    LeakyRelu,

    /// <summary>x, or Alpha * (exp(x) - 1) below zero; only in an Activate layer.</summary>
    Elu,

    /// <summary>min(max(x, Alpha), Beta); only in an Activate layer.</summary>
    Clip,

    /// <summary>x to the power of Alpha; only in an Activate layer.</summary>
    Power,

    /// <summary>exp(x); only in an Activate layer.</summary>
    Exp,

    /// <summary>The error function; only in an Activate layer.</summary>
    Erf,

    /// <summary>The nearest whole number, halves to even; only in an Activate layer.</summary>
    Round,

    /// <summary>Natural logarithm; only in an Activate layer.</summary>
    Log,

    /// <summary>1 where x is above 0, else 0; only in an Activate layer.</summary>
    Step,
}
