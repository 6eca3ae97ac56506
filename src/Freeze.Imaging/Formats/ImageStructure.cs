using Freeze.Preprocessing;

namespace Freeze.Imaging.Formats;

/// <summary>What the checks of all formats share: the limits and the wording of errors.</summary>
/// <param name="Name">What errors call the image.</param>
/// <param name="MaxPixels">The most pixels.</param>
/// <param name="MaxMemory">The most bytes that decoding may take at once.</param>
internal sealed record ImageStructure(string Name, long MaxPixels, long MaxMemory)
{
    public (int Width, int Height) CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0) throw Damaged($"it claims a size of {width} x {height} pixels");

        // A caller that allows more has the picture in one array at last.
        ImageLimits.Check(Name, width, height, Math.Min(MaxPixels, Array.MaxLength / 3));
        return ((int)width, (int)height);
    }

    /// <summary>Refuses an image that takes more memory to decode than it may.</summary>
    /// <param name="bytes">Bytes that are held at once.</param>
    public void CheckMemory(long bytes)
    {
        if (bytes > MaxMemory)
            throw Refused($"decoding it takes {bytes >> 20} MB, more than the limit of {MaxMemory >> 20} MB for an image of its size", "Scale it down");
    }

    public FreezeException Truncated() => new($"{Name}: the image is truncated: the file ends before it does. Copy it again.");

    public FreezeException Damaged(string what, Exception? inner = null) => new($"{Name}: the image is damaged: {what}. "
        + "Copy or export it again.", inner);

    public FreezeException Undecodable(string? what, Exception? inner = null) => Damaged($"it cannot be decoded ({what})", inner);

    public FreezeException Contradicts() => Damaged("its size and its content contradict each other");

    public FreezeException Refused(string what, string cure) => new($"{Name}: the image is refused: {what}. {cure}.");
}
