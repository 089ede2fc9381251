# The command line as a small image: built in one stage, without the tools of the build in the other, and not as root.
# It writes nothing but what it is asked to write in /work: it runs on a file system that is read-only.
FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY bundle.js ./
COPY src ./src
# esbuild brings its binary as a package: no script of an installation is needed. With the bundle come the code caches for this very Node.
RUN npm run bundle

FROM node:24-alpine
ENV NODE_ENV=production
COPY --from=build /build/package.json /opt/deploy/package.json
COPY --from=build /build/dist /opt/deploy/dist
# The one package that is not in the bundle: for policies in TypeScript that is more than types.
COPY --from=build /build/node_modules/jiti /opt/deploy/node_modules/jiti
COPY LICENSE /opt/deploy/LICENSE
RUN ln -s /opt/deploy/dist/main.js /usr/local/bin/deploy && chmod 0755 /opt/deploy/dist/main.js
WORKDIR /work
USER node
ENTRYPOINT ["deploy"]
CMD ["--help"]
