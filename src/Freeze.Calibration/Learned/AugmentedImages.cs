namespace Freeze.Calibration.Learned;

/// <summary>Several views of each of some images: index i * views is image i as it is, those that follow are augmented.</summary>
/// <param name="images">The images.</param>
/// <param name="order">Indices of the images to view.</param>
/// <param name="views">Views of each.</param>
/// <param name="input">Size of the images.</param>
/// <param name="seed">Seed of the augmentation.</param>
internal sealed class AugmentedImages(IImageSet images, int[] order, int views, ImageInput input, int seed) : IImageSet
{
    private readonly byte[] _image = new byte[input.Values];
    private readonly byte[] _other = new byte[input.Values];
    private int _held = -1;

    public int Count => order.Length * views;

    public void Read(int index, Span<byte> rgb)
    {
        var (at, view) = Math.DivRem(index, views);

        // The views of an image follow each other: it is read once.
        if (_held != at) images.Read(order[at], _image);
        _held = at;
        if (view == 0)
        {
            _image.CopyTo(rgb);
            return;
        }

        var random = new Random(unchecked(seed * 486_187_739 + index));
        Augmentation.Apply(_image, input, random, rgb);
        if (random.Next(2) == 0) return;
        images.Read(order[random.Next(order.Length)], _other);
        Augmentation.Mix(rgb, _other, random);
    }
}
