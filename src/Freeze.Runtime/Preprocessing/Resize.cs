using System.Buffers;

namespace Freeze.Preprocessing;

/// <summary>
/// Changes the size of an image with a triangle filter that widens when it shrinks the image (bilinear with antialiasing), as PIL and torchvision
/// do. The picture is stretched to the new size; crop it first where proportions matter.
/// </summary>
public static class Resize
{
    /// <summary>Resizes interleaved bytes.</summary>
    /// <param name="source">Pixels, [height][width][channels].</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="destination">Receives [newHeight][newWidth][channels].</param>
    /// <param name="newWidth">New width in pixels.</param>
    /// <param name="newHeight">New height in pixels.</param>
    /// <param name="channels">Channels.</param>
    public static void Bilinear(
        ReadOnlySpan<byte> source, int width, int height, Span<byte> destination, int newWidth, int newHeight, int channels = 3)
    {
        Images.CheckSize(source.Length, width, height, channels);
        if (destination.Length < newWidth * newHeight * channels)
            throw new FreezeException($"The destination holds {destination.Length} bytes; {newWidth}x{newHeight}x{channels} are needed.");

        var rows = ArrayPool<float>.Shared.Rent(height * newWidth * channels);
        try
        {
            for (var x = 0; x < newWidth; x++)
            {
                var window = new Window(x, width, newWidth);
                for (var y = 0; y < height; y++)
                for (var c = 0; c < channels; c++)
                {
                    float sum = 0;
                    for (var i = window.First; i < window.End; i++) sum += window.Weight(i) * source[(y * width + i) * channels + c];
                    rows[(y * newWidth + x) * channels + c] = sum / window.Sum;
                }
            }

            for (var y = 0; y < newHeight; y++)
            {
                var window = new Window(y, height, newHeight);
                for (var i = 0; i < newWidth * channels; i++)
                {
                    float sum = 0;
                    for (var row = window.First; row < window.End; row++) sum += window.Weight(row) * rows[row * newWidth * channels + i];
                    destination[y * newWidth * channels + i] = (byte)Math.Clamp(MathF.Round(sum / window.Sum), 0, 255);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rows);
        }
    }

    /// <summary>The source pixels under one destination pixel's filter.</summary>
    private readonly struct Window
    {
        private readonly float _centre;
        private readonly float _support;

        public Window(int index, int size, int newSize)
        {
            var scale = (float)size / newSize;
            _support = Math.Max(scale, 1);
            _centre = (index + 0.5f) * scale - 0.5f;
            First = Math.Max(0, (int)MathF.Ceiling(_centre - _support));
            End = Math.Min(size, (int)MathF.Floor(_centre + _support) + 1);
            for (var i = First; i < End; i++) Sum += Weight(i);
        }

        public int First { get; }

        public int End { get; }

        public float Sum { get; }

        public float Weight(int index) => Math.Max(0, 1 - Math.Abs(index - _centre) / _support);
    }
}
