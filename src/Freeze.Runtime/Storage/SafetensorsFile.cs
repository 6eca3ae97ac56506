using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using Freeze.Cpu;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Storage;

/// <summary>
/// A safetensors file, open for reading. The header is checked as hostile input when the file is opened; tensors are read in place. Files up to
/// <see cref="LargestRead"/> are copied into memory, where nothing can change them; larger ones are memory-mapped, so that processes share them, and
/// <see cref="CheckUnchanged"/> notices that someone has written into them. Pointers and spans that it hands out live as long as the file does: do
/// not use them after <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    /// <summary>Bytes of the largest file that is copied into memory, 16 MiB.</summary>
    public const long LargestRead = 16 << 20;

    private readonly AlignedMemory? _copy;
    private readonly SafeFileHandle? _handle;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly SafetensorsHeader _header;
    private readonly byte* _start;
    private readonly byte* _data;
    private readonly long _dataLength;
    private FileStamp _known;
    private volatile string? _change;
    private bool _disposed;

    private SafetensorsFile(string path, SafeFileHandle handle, bool copies)
    {
        Path = path;

        // Of the open file: a path may be a link, whose own length is another, and lead elsewhere meanwhile.
        _known = FileStamp.Of(handle);
        var length = _known.Length;
        if (length < SafetensorsLayout.PrefixLength) throw SafetensorsHeader.Broken(path, $"it has only {length} bytes");
        Written = new DateTime(_known.Ticks, DateTimeKind.Utc);
        try
        {
            if (copies || length <= LargestRead)
            {
                using (handle) _copy = Copy(handle, length);
                _start = (byte*)_copy.Pointer;
            }
            else
            {
                _handle = handle;
                _map = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
                _view = _map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
                byte* mapped = null;
                _view.SafeMemoryMappedViewHandle.AcquirePointer(ref mapped);
                _start = mapped + _view.PointerOffset;
            }

            var start = _start;
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(new(start, SafetensorsLayout.PrefixLength));
            if (headerLength > SafetensorsLayout.MaxHeaderLength || (long)headerLength > length - SafetensorsLayout.PrefixLength)
                throw SafetensorsHeader.Broken(path, $"it announces a header of {headerLength} bytes, but has {length} bytes in all");

            var json = new ReadOnlySpan<byte>(start + SafetensorsLayout.PrefixLength, (int)headerLength);
            _data = start + SafetensorsLayout.PrefixLength + headerLength;
            _dataLength = length - SafetensorsLayout.PrefixLength - (long)headerLength;
            _header = SafetensorsHeader.Parse(json, _dataLength, path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The path that the file was opened with.</summary>
    public string Path { get; }

    /// <summary>When the file was last written, as of its opening; where the path is a link, the file that it leads to.</summary>
    public DateTimeOffset Written { get; }

    /// <summary>The file's own key-value pairs.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The names of the tensors in the order of their data, without padding.</summary>
    public IEnumerable<string> Names
        => _header.Tensors.Values.Where(t => !SafetensorsLayout.IsPadding(t.Name)).OrderBy(t => t.Offset).ThenBy(t => t.Length).Select(t => t.Name);

    /// <summary>What is known of a tensor.</summary>
    /// <exception cref="FreezeException">There is no tensor of that name.</exception>
    public TensorInfo this[string name] => _header.Tensors.TryGetValue(name, out var info)
        ? info
        : throw new FreezeException($"{Path}: there is no tensor '{HostileText.Printable(name)}'. "
            + "The file belongs to another model or version; convert the model again.");

    /// <summary>Opens a file and checks its header. The data is not hashed: see <see cref="VerifyChecksum"/>.</summary>
    /// <exception cref="FreezeException">The file cannot be read or is not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path) => Open(path, copies: false);

    /// <summary>Opens a file as <see cref="Open(string)"/>.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="copies">Whether a file of any size is copied into memory, for one that is read once and closed.</param>
    internal static SafetensorsFile Open(string path, bool copies)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (!File.Exists(path)) throw new FreezeException($"{path}: there is no such file. "
                + "Convert the model, or give the folder that holds its files.");
            if (InputFile.KindOf(path) is not FileKind.File and var kind) throw new FreezeException($"{path}: it {InputFile.Is(kind)}. Put the file in its place.");
            var handle = File.OpenHandle(path);
            try
            {
                return new(path, handle, copies);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FreezeException($"{path}: the file cannot be read ({e.Message}). Check that it exists and may be read.", e);
        }
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => _header.Tensors.ContainsKey(name);

    /// <summary>The address of a tensor of floats, which must have the expected shape.</summary>
    /// <exception cref="FreezeException">There is no such tensor, or it has another type or shape.</exception>
    public float* PointerF32(string name, params ReadOnlySpan<int> expectedShape)
    {
        var info = Require(name, TensorType.F32);
        if (!expectedShape.SequenceEqual(info.Shape))
        {
            throw new FreezeException($"{Path}: tensor '{HostileText.Printable(name)}' is {info.Description}, expected F32 "
                + $"[{string.Join(", ", expectedShape.ToArray())}]. The file belongs to another model or version; convert the model again.");
        }

        return (float*)(_data + info.Offset);
    }

    /// <summary>A tensor of floats, in place.</summary>
    /// <exception cref="FreezeException">There is no such tensor, or it has another type.</exception>
    public ReadOnlySpan<float> Floats(string name) => Elements<float>(Require(name, TensorType.F32));

    /// <summary>A tensor of 32-bit integers, in place.</summary>
    /// <exception cref="FreezeException">There is no such tensor, or it has another type.</exception>
    public ReadOnlySpan<int> Ints(string name) => Elements<int>(Require(name, TensorType.I32));

    /// <summary>Reads all data and compares its XXH128 with the one stored when the file was written.</summary>
    /// <exception cref="FreezeException">The data has been altered, or the file carries no checksum.</exception>
    public void VerifyChecksum()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!Metadata.TryGetValue(SafetensorsLayout.ChecksumKey, out var expected))
            throw new FreezeException($"{Path}: the file carries no checksum ({SafetensorsLayout.ChecksumKey}). "
                + "Write it with Freeze, by converting the model again.");
        if (Checksum() != expected)
            throw new FreezeException($"{Path}: the data does not match its checksum: "
                + "the file was altered or damaged after it was written. Convert or copy it again.");
    }

    /// <summary>
    /// Refuses a mapped file that someone has written into since it was opened: its pages are no longer what was checked, and those beyond a shorter
    /// end would stop the process. Another time with the same data is none; a file that was renamed over it leaves this one as it is. It notices
    /// what happened before the call, not during the use that follows.
    /// </summary>
    /// <exception cref="FreezeException">The file was written into.</exception>
    internal void CheckUnchanged()
    {
        if (_handle is null) return;
        ObjectDisposedException.ThrowIf(_disposed, this);
        var now = FileStamp.Of(_handle);
        lock (_handle)
        {
            if (now != _known) (_known, _change) = (now, Change(now));
        }

        if (_change is { } change) throw new FreezeException(change);
    }

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal: as <c>sha256sum</c> prints it.</summary>
    public string Sha256()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var hash = new Sha256();
        var length = _data - _start + _dataLength;
        for (long at = 0, part; at < length; at += part)
        {
            part = Math.Min(1 << 30, length - at);
            hash.Append(new ReadOnlySpan<byte>(_start + at, (int)part));
        }

        return hash.Finish();
    }

    /// <summary>Closes the file and frees what holds its data.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_view is not null && _start is not null) _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
        _copy?.Dispose();
    }

    private AlignedMemory Copy(SafeFileHandle handle, long length)
    {
        var copy = new AlignedMemory((length + sizeof(float) - 1) / sizeof(float));
        for (long at = 0; at < length;)
        {
            var read = RandomAccess.Read(handle, new Span<byte>((byte*)copy.Pointer + at, (int)Math.Min(1 << 30, length - at)), at);
            if (read == 0)
            {
                copy.Dispose();
                throw SafetensorsHeader.Broken(Path, $"it had {length} bytes and was cut to {at} while it was read");
            }

            at += read;
        }

        return copy;
    }

    /// <summary>What happened to the file; null when the data is as it was.</summary>
    private string? Change(FileStamp now)
    {
        if (now.Length >= _data - _start + _dataLength && HasItsChecksum()) return null;
        return $"{Path}: the file was written into after it was loaded: it had {_data - _start + _dataLength} bytes, written {Written:u}, and has "
            + $"{now.Length}, written {new DateTime(now.Ticks, DateTimeKind.Utc):u}. Load the model again, and replace files of models by renaming "
            + "new ones over them (mv), never by writing into them (cp).";
    }

    private bool HasItsChecksum() => Metadata.TryGetValue(SafetensorsLayout.ChecksumKey, out var expected) && Checksum() == expected;

    private string Checksum()
    {
        var hash = new XxHash128();
        for (long at = 0, part; at < _dataLength; at += part)
        {
            part = Math.Min(1 << 30, _dataLength - at);
            hash.Append(new ReadOnlySpan<byte>(_data + at, (int)part));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private TensorInfo Require(string name, TensorType type)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var info = this[name];
        if (info.Type != type)
            throw new FreezeException($"{Path}: tensor '{HostileText.Printable(name)}' is {info.Description}, expected {type}. "
                + "Convert the model again.");
        return info;
    }

    private ReadOnlySpan<T> Elements<T>(TensorInfo info) where T : unmanaged => info.Count <= Array.MaxLength
        ? new((T*)(_data + info.Offset), (int)info.Count)
        : throw new FreezeException($"{Path}: tensor '{HostileText.Printable(info.Name)}' has {info.Count} elements, more than Freeze can hold.");

    /// <summary>What shows that a file was written into.</summary>
    /// <param name="Length">Its length in bytes.</param>
    /// <param name="Ticks">When it was last written, as <see cref="DateTime.Ticks"/> of UTC.</param>
    private readonly record struct FileStamp(long Length, long Ticks)
    {
        public static FileStamp Of(SafeFileHandle handle) => new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks);
    }
}
