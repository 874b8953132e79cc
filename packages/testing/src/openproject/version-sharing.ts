import { ancestorsOf } from "./presenter.js";
import type { OpenProjectProject, OpenProjectRecord, OpenProjectState } from "./state.js";

/** Whether a project has something of another one in its list. */
export type Sharing = (
  record: OpenProjectRecord,
  project: OpenProjectProject,
  state: OpenProjectState,
) => boolean;

/** Whether a project may use a version of another one. */
export const isVersionSharedWith: Sharing = ({ values, links }, project, state) => {
  const owner = [...state.projects.values()].find(({ id }) => links.definingProject === `/projects/${id}`);
  if (owner === undefined) return false;
  const [above, aboveOwner] = [ancestorsOf(state, project), ancestorsOf(state, owner)];
  switch (values.sharing) {
    case "system":
      return true;
    case "tree":
      return (above[0] ?? project) === (aboveOwner[0] ?? owner);
    case "hierarchy":
      return above.includes(owner) || aboveOwner.includes(project);
    case "descendants":
      return above.includes(owner);
    default:
      return false;
  }
};
