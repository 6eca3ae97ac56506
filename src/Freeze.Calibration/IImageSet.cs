namespace Freeze.Calibration;

/// <summary>Images that can be read one by one, at the size that the model takes.</summary>
public interface IImageSet
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>What an image is called, such as its file; null when it has no name.</summary>
    /// <param name="index">Index of the image.</param>
    string? Name(int index) => null;

    /// <summary>Reads one image. Called from one thread at a time, mostly in ascending order.</summary>
    /// <param name="index">Index of the image.</param>
    /// <param name="rgb">Receives interleaved bytes, [height][width][channels] at the model's size.</param>
    void Read(int index, Span<byte> rgb);
}
