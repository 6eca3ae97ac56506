namespace Freeze.Layers;

/// <summary>
/// Shape of one image's activation. In memory: blocks of 16 channels, each a plane of pixels with a border of zeros (the halo) that lets a
/// convolution read beyond the edge without a branch: <c>[ceil(C/16)][H + 2*halo][W + 2*halo][16]</c> floats.
/// </summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Halo">Width of the zero border in pixels.</param>
public readonly record struct Shape(int Channels, int Height, int Width, int Halo = 0)
{
    /// <summary>Channels in a block: one cache line of floats.</summary>
    public const int Block = 16;

    /// <summary>Blocks of 16 channels.</summary>
    public int Blocks => (Channels + Block - 1) / Block;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => (Width + 2 * Halo) * Block;

    /// <summary>Floats from one block of channels to the next.</summary>
    public int PlaneStride => (Height + 2 * Halo) * RowStride;

    /// <summary>Floats that the tensor takes.</summary>
    public int Floats => Blocks * PlaneStride;

    /// <summary>Floats from the start of the tensor to pixel (0, 0) of the first block.</summary>
    public int Origin => Halo * RowStride + Halo * Block;

    /// <inheritdoc/>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
