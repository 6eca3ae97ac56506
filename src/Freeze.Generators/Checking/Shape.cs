using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Shape of one image's activation with the halo that its readers need; the arithmetic is the runtime's.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Halo">Width of the zero border in pixels.</param>
public readonly record struct Shape(int Channels, int Height, int Width, int Halo = 0)
{
    /// <summary>Channels in a block.</summary>
    public const int Block = 16;

    /// <summary>Floats that the tensor takes in blocks of 16 channels.</summary>
    public long Floats => (Channels + Block - 1L) / Block * Block * (Height + 2L * Halo) * (Width + 2L * Halo);

    /// <summary>Floats of an image of this shape, which stays interleaved below 16 channels.</summary>
    public long ImageFloats => Channels < Block ? (Height + 2L * Halo) * (Width + 2L * Halo) * Channels : Floats;

    /// <summary>The same without its halo.</summary>
    public Shape Bare => this with { Halo = 0 };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Channels}x{Height}x{Width}");

    internal static Shape Of(InputSpec input) => new(input.Channels, input.Height, input.Width);
}
