#!/usr/bin/env bash
# Brings ML.NET's ResNet-18 and its preprocessing model, which MlNetResNetTests convert, into NuGet's folder of packages. Nothing is installed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/fetch.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Microsoft.ML.DnnImageFeaturizer.ResNet18" Version="[0.23.1]" />
  </ItemGroup>
</Project>
PROJECT
dotnet restore "$work/fetch.csproj" -v quiet
