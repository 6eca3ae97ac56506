using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// Walks the rows of a tensor: every block of channels, every live image, top to bottom. Rows are what tensors of one shape have in common even
/// where their halos differ.
/// </summary>
internal unsafe ref struct Rows(Batch batch, Shape shape)
{
    private readonly Batch _batch = batch;
    private int _block;
    private int _image;
    private int _y = -1;

    /// <summary>The row at hand.</summary>
    public readonly Row Current => new(_batch.At(_image, 0), _block, _y);

    public readonly Rows GetEnumerator() => this;

    public bool MoveNext()
    {
        if (++_y < shape.Height) return true;
        _y = 0;
        if (++_image < _batch.Count) return true;
        _image = 0;
        return ++_block < shape.Blocks;
    }
}

/// <summary>One row of one block of channels in one image's arena, whichever buffer it is read from.</summary>
internal readonly unsafe ref struct Row(float* arena, int block, int y)
{
    /// <summary>Block of channels.</summary>
    public int Block { get; } = block;

    /// <summary>Rows above this one.</summary>
    public int Y { get; } = y;

    /// <summary>Start of a block's pixels in this row's image: pixel (0, 0), inside the halo.</summary>
    public float* Plane(int buffer, Shape shape) => arena + buffer + (nint)Block * shape.PlaneStride + shape.Origin;

    /// <summary>The row in a buffer: 16 channels for each pixel.</summary>
    public Span<float> Of(int buffer, Shape shape) => new(Plane(buffer, shape) + (nint)Y * shape.RowStride, shape.Width * Shape.Block);
}
