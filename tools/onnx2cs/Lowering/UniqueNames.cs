namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Names that are taken. Of names that many ask for, the number that comes next is remembered, since counting from 2 each time would not end.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>Takes the name itself, or the name with the first number from 2 on that makes it one of its kind.</summary>
    public string Add(string name)
    {
        if (_taken.Add(name)) return name;
        for (var i = _next.GetValueOrDefault(name, 2); ; i++)
        {
            var unique = $"{name}_{i}";
            if (!_taken.Add(unique)) continue;
            _next[name] = i + 1;
            return unique;
        }
    }
}
