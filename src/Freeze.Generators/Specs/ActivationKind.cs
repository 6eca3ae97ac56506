namespace Freeze.Generators.Specs;

/// <summary>Activation functions; the names are those of the runtime's <c>Activation</c> enumeration.</summary>
public enum ActivationKind
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

    /// <summary>x, or Alpha * x below zero; only as a layer of its own.</summary>
    LeakyRelu,

    /// <summary>x, or Alpha * (exp(x) - 1) below zero; only as a layer of its own.</summary>
    Elu,

    /// <summary>min(max(x, Alpha), Beta); only as a layer of its own.</summary>
    Clip,

    /// <summary>x to the power of Alpha; only as a layer of its own.</summary>
    Power,

    /// <summary>exp(x); only as a layer of its own.</summary>
    Exp,

    /// <summary>The error function; only as a layer of its own.</summary>
    Erf,

    /// <summary>The nearest whole number, halves to even; only as a layer of its own.</summary>
    Round,

    /// <summary>Natural logarithm; only as a layer of its own.</summary>
    Log,

    /// <summary>1 where x is above 0, else 0; only as a layer of its own.</summary>
    Step,
}
