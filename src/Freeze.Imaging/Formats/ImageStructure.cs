namespace Freeze.Imaging.Formats;

/// <summary>What the checks of all formats share: the limit and the wording of errors.</summary>
internal sealed record ImageStructure(string Name, long MaxPixels, long FileLength)
{
    private const int MaxSide = 1 << 16;

    // What a decoder may take: so much, and so many times the file. A few bytes can claim many pixels.
    private const long Memory = 240L << 20, PerByte = 4;

    public (int Width, int Height) CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0) throw Damaged($"it claims a size of {width} x {height} pixels");
        if (width > MaxSide || height > MaxSide || width * height > MaxPixels)
        {
            throw new FreezeException($"{Name}: the image has {width} x {height} pixels, more than the limit of {MaxPixels} pixels "
                + $"or {MaxSide} a side. Scale it down.");
        }

        return ((int)width, (int)height);
    }

    /// <summary>Refuses an image that takes more memory to decode than its file is worth; who asked for more pixels than usual has the memory.</summary>
    /// <param name="bytes">Bytes that the decoder holds at once.</param>
    public void CheckMemory(long bytes)
    {
        if (MaxPixels > ImageFile.DefaultMaxPixels || bytes <= Memory + (PerByte * FileLength)) return;
        throw new FreezeException($"{Name}: decoding the image takes {bytes >> 20} MB, which is out of proportion to its file of {FileLength} bytes. "
            + "Scale it down.");
    }

    public FreezeException Truncated() => new($"{Name}: the image is truncated: the file ends before it does. Copy it again.");

    public FreezeException Damaged(string what, Exception? inner = null) => new($"{Name}: the image is damaged: {what}. "
        + "Copy or export it again.", inner);
}
