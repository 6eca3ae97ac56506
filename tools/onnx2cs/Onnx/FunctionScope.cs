using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>What names and attributes mean inside one call of a function.</summary>
internal sealed class FunctionScope
{
    // A call's own name is there to be read; what tells calls apart is their number.
    private const int LongestPrefix = 200;

    // How often a name is read, roughly, until its node is lowered and checked.
    private const int Reads = 8;

    private readonly NodeProto _call;
    private readonly FunctionScope? _outer;
    private readonly FunctionProto _function;
    private readonly string _prefix;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal) { [""] = "" };
    private readonly Dictionary<string, (AttributeProto Attribute, FunctionScope? Scope)> _attributes = new(StringComparer.Ordinal);

    /// <summary>Opens the scope of a call.</summary>
    /// <param name="call">The node that calls.</param>
    /// <param name="outer">The call that this node is part of; null outside functions.</param>
    /// <param name="function">The function.</param>
    /// <param name="number">Number of the call, each its own.</param>
    public FunctionScope(NodeProto call, FunctionScope? outer, FunctionProto function, int number)
    {
        (_call, _outer, _function) = (call, outer, function);
        var name = outer is null ? call.Name : outer.Path(call.Name);
        if (name.Length == 0) name = function.Name;
        _prefix = $"{(name.Length > LongestPrefix ? name[..LongestPrefix] : name)}#{number}/";
        Allowance.Work(function.Input.Count + function.Output.Count + function.AttributeProto.Count + call.Attribute.Count);
        for (var i = 0; i < function.Input.Count; i++) _names[function.Input[i]] = i < call.Input.Count ? Outside(call.Input[i]) : "";
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++)
            if (call.Output[i].Length > 0) _names[function.Output[i]] = Outside(call.Output[i]);

        // What the call gives goes before the function's own defaults.
        foreach (var given in function.AttributeProto) _attributes.TryAdd(given.Name, (given, null));
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in call.Attribute)
            if (Resolve(outer, given) is { } resolved && own.Add(given.Name)) _attributes[given.Name] = resolved;
    }

    /// <summary>Name of a value of the function's body, in the graph around.</summary>
    public string Value(string name)
    {
        Allowance.Work(name.Length);
        if (!_names.TryGetValue(name, out var value))
        {
            Allowance.Name(_prefix.Length + name.Length);
            _names[name] = value = _prefix + name;
        }

        Allowance.Work(Reads * value.Length);
        return value;
    }

    /// <summary>Name of a node of the function's body.</summary>
    public string Path(string name)
    {
        Allowance.Name(_prefix.Length + name.Length);
        return _prefix + name;
    }

    /// <summary>
    /// What an attribute of a node is: the node's own, one of the call's or the function's default for it, with the scope that a graph in it is of.
    /// Null for one that is given nowhere.
    /// </summary>
    /// <param name="scope">The call that the node is part of; null outside functions.</param>
    /// <param name="attribute">The attribute.</param>
    public static (AttributeProto Attribute, FunctionScope? Scope)? Resolve(FunctionScope? scope, AttributeProto attribute) =>
        scope is null || attribute.RefAttrName.Length == 0 ? (attribute, scope)
        : scope._attributes.TryGetValue(attribute.RefAttrName, out var given) ? given : null;

    /// <summary>Copies for results that are the function's inputs as they came in.</summary>
    public IEnumerable<NodeProto> Same()
    {
        for (var i = 0; i < _function.Output.Count && i < _call.Output.Count; i++)
        {
            if (_call.Output[i].Length == 0 || Input(_function.Output[i]) is not (>= 0 and var input) || input >= _call.Input.Count) continue;
            Allowance.Node();
            yield return new NodeProto
            {
                OpType = "Identity", Name = Path("same"), Input = { Outside(_call.Input[input]) }, Output = { Outside(_call.Output[i]) },
            };
        }
    }

    private int Input(string name)
    {
        Allowance.Work(_function.Input.Count);
        return _function.Input.IndexOf(name);
    }

    private string Outside(string name) => _outer is null ? name : _outer.Value(name);
}
