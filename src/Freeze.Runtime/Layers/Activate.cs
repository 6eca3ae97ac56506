using System.Globalization;

namespace Freeze.Layers;

/// <summary>An activation of its own.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Activate(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>First parameter of the function: a slope, a lower bound, an exponent.</summary>
    public float Alpha { get; init; }

    /// <summary>Second parameter of the function: an upper bound.</summary>
    public float Beta { get; init; }

    /// <inheritdoc/>
    public override string Describe() => (Alpha, Beta) == (0, 0) ? base.Describe()
        : string.Create(CultureInfo.InvariantCulture, $"{base.Describe()}({Alpha:R}, {Beta:R})");
}
