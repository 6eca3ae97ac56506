namespace Freeze;

/// <summary>Checks of sizes that callers hand in; each error says what was expected.</summary>
internal static class Images
{
    public static void CheckLength(int length, int count, ImageInput input, string unit)
    {
        if (count < 1) throw new FreezeException("There are no images: the batch is empty.");
        if (length != (long)count * input.Values)
            throw new FreezeException(
                $"{count} image(s) of {input.Channels}x{input.Height}x{input.Width} take {(long)count * input.Values} {unit}, but {length} were given.");
    }

    public static void CheckOutputs(int length, int count, int classes)
    {
        if (length != (long)count * classes)
            throw new FreezeException($"The outputs of {count} image(s) with {classes} classes take {(long)count * classes} values, but there is room for {length}.");
    }

    public static void CheckSize(int length, int width, int height, int channels)
    {
        if (width < 1 || height < 1) throw new FreezeException($"An image of {width}x{height} pixels has no pixels.");
        if (length != (long)width * height * channels)
            throw new FreezeException($"An image of {width}x{height} pixels with {channels} channels takes {(long)width * height * channels} bytes, but {length} were given.");
    }
}
