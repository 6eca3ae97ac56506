namespace Freeze.Gpu;

/// <summary>Arguments of one launch, in the kernel's order. One list serves all launches of a queue, so that launching allocates nothing.</summary>
internal sealed class ArgumentList
{
    private const int Most = 32;

    private readonly long[] _values = new long[Most];
    private readonly long[] _lengths = new long[Most];

    /// <summary>The kernel to launch.</summary>
    public GpuKernel Kernel { get; private set; } = GpuKernels.Begin;

    /// <summary>Arguments so far.</summary>
    public int Count { get; private set; }

    /// <summary>Handle of a view's buffer, or the bits of a number in the low four bytes.</summary>
    public ReadOnlySpan<long> Values => _values.AsSpan(0, Count);

    /// <summary>Elements of each view.</summary>
    public ReadOnlySpan<long> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>Whether a letter of a kernel's arguments stands for a view.</summary>
    public static bool IsView(char kind) => kind is 'F' or 'I' or 'B';

    /// <summary>Starts a list.</summary>
    public ArgumentList Start(GpuKernel kernel)
    {
        Kernel = kernel;
        Count = 0;
        return this;
    }

    /// <summary>Adds a view of a whole buffer.</summary>
    public ArgumentList View(GpuBuffer buffer)
    {
        var kind = Next();
        if (!IsView(kind)) throw Mismatch("a view");
        return Add(buffer.Handle, buffer.Bytes / (kind == 'B' ? 1 : sizeof(float)));
    }

    /// <summary>Adds whole numbers.</summary>
    public ArgumentList Ints(params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            if (Next() != 'i') throw Mismatch("an int");
            Add(value, 0);
        }

        return this;
    }

    /// <summary>Adds numbers.</summary>
    public ArgumentList Floats(params ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (Next() != 'f') throw Mismatch("a float");
            Add(BitConverter.SingleToInt32Bits(value), 0);
        }

        return this;
    }

    /// <summary>Refuses a list that lacks arguments.</summary>
    public void CheckComplete()
    {
        if (Count != Kernel.Arguments.Length) throw Mismatch("the end");
    }

    private char Next() => Count < Kernel.Arguments.Length ? Kernel.Arguments[Count] : throw Mismatch("another argument");

    private ArgumentList Add(long value, long length)
    {
        (_values[Count], _lengths[Count]) = (value, length);
        Count++;
        return this;
    }

    private InvalidOperationException Mismatch(string what) =>
        new($"Kernel {Kernel.Name} takes {Kernel.Arguments}, and got {what} as argument {Count}.");
}
