using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>
/// Arenas of several images with guards between their buffers. All memory starts as NaN, so that what an operator forgets to write, or reads
/// without leave, shows. Images outside of the slots are bystanders that nobody may touch.
/// </summary>
internal sealed unsafe class TestArena
{
    private const int Guard = 48;
    private readonly int[] _offsets;
    private readonly float[] _memory;
    private readonly float* _start;
    private readonly int[] _slots;
    private readonly int _stride;
    private float[] _before = [];

    /// <param name="images">Arenas, bystanders included.</param>
    /// <param name="slots">The live ones, in their order.</param>
    /// <param name="sizes">Floats of each buffer.</param>
    public TestArena(int images, int[] slots, params int[] sizes)
    {
        _offsets = new int[sizes.Length];
        var at = Guard;
        for (var i = 0; i < sizes.Length; i++)
        {
            _offsets[i] = at;
            at += (sizes[i] + 15) / 16 * 16 + Guard;
        }

        _stride = at;
        _memory = GC.AllocateArray<float>(images * _stride + 16, pinned: true);
        Array.Fill(_memory, float.NaN);
        var address = (float*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _start = address + (64 - (nint)address % 64) % 64 / sizeof(float);
        _slots = GC.AllocateArray<int>(slots.Length, pinned: true);
        slots.CopyTo(_slots, 0);
    }

    public int this[int buffer] => _offsets[buffer];

    public Batch Batch => new(_start, _stride, (int*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_slots, 0), _slots.Length);

    /// <summary>Every live slot.</summary>
    public IReadOnlyList<int> Slots => _slots;

    public float* Pointer(int buffer, int slot) => _start + (nint)slot * _stride + _offsets[buffer];

    /// <summary>Writes a tensor; lanes beyond its channels get rubbish, as other layers leave there.</summary>
    public void Put(int buffer, int slot, Shape shape, float[] values, float halo = float.NaN)
    {
        var tensor = Pointer(buffer, slot);
        new Span<float>(tensor, shape.Floats).Fill(halo);
        for (var c = 0; c < shape.Blocks * Shape.Block; c++)
        for (var y = 0; y < shape.Height; y++)
        for (var x = 0; x < shape.Width; x++)
            tensor[At(shape, c, y, x)] = c < shape.Channels ? values[Reference.At(shape, c, y, x)] : 7.25f;
    }

    /// <summary>Writes an interleaved image with a border of zeros.</summary>
    public void PutImage(int buffer, int slot, Shape shape, float[] values)
    {
        var tensor = Pointer(buffer, slot);
        var row = (shape.Width + 2 * shape.Halo) * shape.Channels;
        new Span<float>(tensor, (shape.Height + 2 * shape.Halo) * row).Clear();
        for (var c = 0; c < shape.Channels; c++)
        for (var y = 0; y < shape.Height; y++)
        for (var x = 0; x < shape.Width; x++)
            tensor[(y + shape.Halo) * row + (x + shape.Halo) * shape.Channels + c] = values[Reference.At(shape, c, y, x)];
    }

    /// <summary>Reads a tensor and checks that its border is zero.</summary>
    public float[] Get(int buffer, int slot, Shape shape)
    {
        var tensor = Pointer(buffer, slot);
        var values = new float[shape.Channels * shape.Height * shape.Width];
        for (var c = 0; c < shape.Blocks * Shape.Block; c++)
        for (var y = -shape.Halo; y < shape.Height + shape.Halo; y++)
        for (var x = -shape.Halo; x < shape.Width + shape.Halo; x++)
        {
            var value = tensor[At(shape, c, y, x)];
            var inside = y >= 0 && y < shape.Height && x >= 0 && x < shape.Width;
            if (!inside && value != 0) Assert.Fail($"The border has {value} at channel {c}, row {y}, column {x}.");
            if (inside && !float.IsFinite(value)) Assert.Fail($"Channel {c}, row {y}, column {x} is {value}.");
            if (inside && c < shape.Channels) values[Reference.At(shape, c, y, x)] = value;
        }

        return values;
    }

    public void Remember() => _before = [.. _memory];

    /// <summary>Checks that nothing changed since <see cref="Remember"/> but one buffer of the live images.</summary>
    public void AssertOnlyChanged(int buffer, int floats)
    {
        foreach (var slot in _slots)
        {
            var at = (int)(Pointer(buffer, slot) - _start) + (int)(_start - (float*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0));
            _memory.AsSpan(at, floats).CopyTo(_before.AsSpan(at));
        }

        for (var i = 0; i < _memory.Length; i++)
            if (BitConverter.SingleToInt32Bits(_before[i]) != BitConverter.SingleToInt32Bits(_memory[i]))
                Assert.Fail($"Memory beyond the output was written, {i % _stride} floats into image {i / _stride}.");
    }

    private static int At(Shape shape, int c, int y, int x) =>
        c / Shape.Block * shape.PlaneStride + shape.Origin + y * shape.RowStride + x * Shape.Block + c % Shape.Block;
}
