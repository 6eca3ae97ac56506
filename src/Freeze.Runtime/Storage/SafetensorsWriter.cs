namespace Freeze.Storage;

/// <summary>
/// Writes a safetensors file, the same bytes for the same content. Every tensor starts at a multiple of 64 bytes in the file; since the format
/// allows no holes, tensors whose sizes are multiples of 64 come first, and explicit padding tensors ("__pad.N") follow the others.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly List<PendingTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The file's own key-value pairs. The checksums of the data ("freeze.xxh128", "freeze.sha256") are added when it is saved.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds a tensor of floats. The array is read when the file is saved.</summary>
    public void Add(string name, ReadOnlySpan<int> shape, float[] data) => Add(name, shape, data.AsMemory());

    /// <summary>Adds a tensor of floats. The memory is read when the file is saved.</summary>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> data)
        => Add(new PendingTensor(name, TensorType.F32, shape.ToArray()) { Floats = data }, data.Length);

    /// <summary>Adds a tensor of 32-bit integers. The array is read when the file is saved.</summary>
    public void Add(string name, ReadOnlySpan<int> shape, int[] data)
        => Add(new PendingTensor(name, TensorType.I32, shape.ToArray()) { Ints = data }, data.Length);

    /// <summary>
    /// Writes the file: first under a temporary name in the same folder, then, complete and flushed, under its own. Nobody ever sees half a file.
    /// </summary>
    /// <exception cref="FreezeException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(stream.Write));
    }

    /// <summary>The SHA-256 of the whole file that <see cref="Save"/> would write, in lower-case hexadecimal.</summary>
    public string FileSha256()
    {
        var hash = new Sha256();
        Write(hash.Append);
        return hash.Finish();
    }

    /// <summary>The SHA-256 of the data section that <see cref="Save"/> would write, in lower-case hexadecimal: what is stored as "freeze.sha256".</summary>
    public string Sha256()
    {
        var hash = new Sha256();
        foreach (var tensor in Arrange()) hash.Append(tensor.Bytes);
        return hash.Finish();
    }

    private void Write(Action<ReadOnlySpan<byte>> write)
    {
        var ordered = Arrange();
        write(SafetensorsHeaderWriter.Write(ordered, Metadata));
        foreach (var tensor in ordered) write(tensor.Bytes);
    }

    private void Add(PendingTensor tensor, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(tensor.Name);
        if (tensor.Name == SafetensorsLayout.MetadataEntry || SafetensorsLayout.IsPadding(tensor.Name))
            throw new FreezeException($"A tensor cannot be called '{tensor.Name}': the name is reserved. Rename it.");
        if (Array.Exists(tensor.Shape, d => d < 0) || Count(tensor.Shape) != count)
            throw new FreezeException($"Tensor '{HostileText.Printable(tensor.Name)}' has {count} elements, which is not its shape [{string.Join(", ", tensor.Shape)}]. Give the shape of the data.");
        if (!_names.Add(tensor.Name))
            throw new FreezeException($"Tensor '{HostileText.Printable(tensor.Name)}' was added twice. Give every tensor its own name.");
        _tensors.Add(tensor);
    }

    // Bounded at every step, so that no shape can overflow it into a small number.
    private static Int128 Count(int[] shape) => shape.Aggregate((Int128)1, (product, d) => Int128.Min(product * d, long.MaxValue));

    /// <summary>Whole multiples of 64 bytes first, in the order they were added; then the others, each but the last with padding behind it.</summary>
    private List<PendingTensor> Arrange()
    {
        var ordered = _tensors.Where(t => t.Length % SafetensorsLayout.Alignment == 0).ToList();
        var others = _tensors.Where(t => t.Length % SafetensorsLayout.Alignment != 0).ToList();
        for (var i = 0; i < others.Count; i++)
        {
            ordered.Add(others[i]);
            if (i < others.Count - 1) ordered.Add(PendingTensor.Padding(i, (int)(SafetensorsLayout.AlignUp(others[i].Length) - others[i].Length)));
        }

        return ordered;
    }
}
