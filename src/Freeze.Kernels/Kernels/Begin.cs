using ILGPU;

namespace Freeze.Kernels;

/// <summary>Starts a pass: everybody is under way, nobody has an answer, and there is no evidence yet.</summary>
public static class Begin
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Fills the lists. The grid has one group.</summary>
    /// <param name="live">Receives the number of images and their slots, [1 + images].</param>
    /// <param name="results">Receives -1 as the exit of every image, [images, 3].</param>
    /// <param name="scratch">Receives zeros as every image's evidence, [images, scratchStride].</param>
    /// <param name="count">Images.</param>
    /// <param name="scratchStride">Floats from one image's scratch to the next.</param>
    /// <param name="classes">Classes: the length of the evidence, which stands first.</param>
    public static void Start(
        ArrayView<int> live, ArrayView<float> results, ArrayView<float> scratch, int count, int scratchStride, int classes)
    {
        var thread = Group.IdxX;
        if (thread == 0) live[0] = count;
        for (var image = thread; image < count; image += GroupSize)
        {
            live[1 + image] = image;
            results[image * 3] = -1f;
        }

        for (var i = thread; i < count * classes; i += GroupSize) scratch[i / classes * scratchStride + i % classes] = 0f;
    }
}
