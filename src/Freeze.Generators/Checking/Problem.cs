namespace Freeze.Generators;

/// <summary>Something wrong with a definition.</summary>
/// <param name="Id">Number of the diagnostic, FRZ001 and on.</param>
/// <param name="Message">What is wrong and what to do about it, in one line.</param>
/// <param name="Part">The part of the definition that is wrong.</param>
/// <param name="Index">Index of the layer or probe; 0 for other parts.</param>
public sealed record Problem(string Id, string Message, DefinitionPart Part, int Index = 0)
{
    /// <summary>Whether the model works all the same.</summary>
    public bool IsWarning => Id == Rules.Unread.Id;
}

/// <summary>Parts of a definition that a problem may point at.</summary>
public enum DefinitionPart
{
    /// <summary>The class itself.</summary>
    Class,

    /// <summary>The attribute that marks the model.</summary>
    Model,

    /// <summary>The attribute of the input image.</summary>
    Input,

    /// <summary>The attribute of the labels.</summary>
    Labels,

    /// <summary>The attribute of a layer.</summary>
    Layer,

    /// <summary>The attribute of a probe.</summary>
    Probe,
}
