namespace Freeze.Imaging.Formats;

/// <summary>What the checks of all formats share: the limit and the wording of errors.</summary>
internal sealed record ImageStructure(string Name, long MaxPixels)
{
    private const int MaxSide = 1 << 16;

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

    public FreezeException Truncated() => new($"{Name}: the image is truncated: the file ends before it does. Copy it again.");

    public FreezeException Damaged(string what, Exception? inner = null) => new($"{Name}: the image is damaged: {what}. "
        + "Copy or export it again.", inner);
}
